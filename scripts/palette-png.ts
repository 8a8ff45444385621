// Converts a screenshot to a palette of few colours, which takes a third of the bytes.
import { unzlibSync, zlibSync } from 'fflate';

/**
 * Converts a PNG as browsers write screenshots (8 bits, RGB or RGBA, not interlaced) to at most `most` colours, up to
 * 256.
 */
export function palettePng(png: Uint8Array, most: number): Uint8Array {
  const { width, height, colours } = decoded(png);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = paletteOf(counts, most);
  const indexes = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const bits = palette.length <= 16 ? 4 : 8;
  const row = Math.ceil((width * bits) / 8) + 1;
  const pixels = new Uint8Array(row * height);
  colours.forEach((colour, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const index = indexes.get(colour) ?? 0;
    if (bits === 8) pixels[y * row + 1 + x] = index;
    else pixels[y * row + 1 + (x >> 1)] |= x % 2 === 0 ? index << 4 : index;
  });
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([bits, 3, 0, 0, 0], 8);
  return joined([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flatMap((colour) => channels(colour)))),
    chunk('IDAT', zlibSync(pixels, { level: 9, mem: 12 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/** A colour is a number, 0xRRGGBB; screenshots have no transparency. */
const channels = (colour: number): readonly number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(one: number, other: number): number {
  const [a, b] = [channels(one), channels(other)];
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  palette.forEach((each, i) => {
    if (distance(each, colour) < distance(palette[best], colour)) best = i;
  });
  return best;
}

/** Starts with the most frequent colour, then repeatedly adds the one whose pixels fit the palette worst. */
function paletteOf(counts: ReadonlyMap<number, number>, most: number): number[] {
  const palette: number[] = [];
  const left = [...counts].map(([colour, count]) => ({ colour, count, far: Number.MAX_SAFE_INTEGER }));
  while (palette.length < most) {
    let worst = left[0];
    for (const each of left) if (each.count * each.far > worst.count * worst.far) worst = each;
    if (worst.far === 0) break;
    palette.push(worst.colour);
    for (const each of left) each.far = Math.min(each.far, distance(each.colour, worst.colour));
  }
  return palette;
}

function decoded(png: Uint8Array): { width: number; height: number; colours: readonly number[] } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = signature.length; at < png.length; at += view.getUint32(at) + 12)
    if (nameAt(png, at) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, type, , , interlace] = png.subarray(24, 29);
  if (depth !== 8 || (type !== 2 && type !== 6) || interlace !== 0) throw new Error('not such a PNG');
  const size = type === 2 ? 3 : 4;
  const bytes = unfiltered(unzlibSync(joined(parts)), width * size, height, size);
  const colours = Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue] = bytes.subarray(i * size);
    return (red << 16) | (green << 8) | blue;
  });
  return { width, height, colours };
}

/** The pixels, `size` bytes each, from filtered rows (PNG specification, section 9). */
function unfiltered(rows: Uint8Array, length: number, height: number, size: number): Uint8Array {
  const bytes = new Uint8Array(length * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (length + 1)];
    for (let x = 0; x < length; x++) {
      const at = y * length + x;
      const left = x < size ? 0 : bytes[at - size];
      const above = y === 0 ? 0 : bytes[at - length];
      const corner = x < size || y === 0 ? 0 : bytes[at - length - size];
      bytes[at] = rows[at + y + 1] + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const [a, b, c] = [above - corner, left - corner, above + left - 2 * corner].map(Math.abs);
      return a <= b && a <= c ? left : b <= c ? above : corner;
    }
    default:
      return 0;
  }
}

const nameAt = (png: Uint8Array, at: number): string => String.fromCharCode(...png.subarray(at + 4, at + 8));

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = joined([Uint8Array.from(name, (each) => each.charCodeAt(0)), data]);
  const ends = new Uint8Array(8);
  new DataView(ends.buffer).setUint32(0, data.length);
  new DataView(ends.buffer).setUint32(4, crc(body));
  return joined([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
