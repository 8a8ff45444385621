import type * as Deflate from './deflate';

declare const require: (file: './deflate') => typeof Deflate;

/** The bundle runs the module at the first call: that takes longer than the check of a small policy. */
const deflate = (): typeof Deflate => require('./deflate');

export function utf8(text: string): Uint8Array {
  return deflate().strToU8(text);
}

/** For gzip(1); the same bytes on every platform, without time stamp and operating system. */
export function gzipped(text: string): Uint8Array {
  return deflate().gzipSync(utf8(text), { level: 9, mem: 8, mtime: 0 });
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, 4: with padding, in one line. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += digits[(group >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}

/** SHA-256 (FIPS 180-4) in hexadecimal, as sha256sum(1) prints it. */
export function sha256(bytes: Uint8Array): string {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const message = new Uint8Array(blocks * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(message.length - 4, bytes.length << 3);

  constants ??= { rounds: Uint32Array.from(fractions(64, 3)), start: Uint32Array.from(fractions(8, 2)) };
  const { rounds } = constants;
  const hash = constants.start.slice();
  const words = new Uint32Array(64);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(block * 64 + i * 4);
    for (let i = 16; i < 64; i++) {
      const [early, late] = [words[i - 15], words[i - 2]];
      const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const second = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words[i] = words[i - 16] + first + words[i - 7] + second;
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const first = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const chosen = h + first + ((e & f) ^ (~e & g)) + rounds[i] + words[i];
      const second = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const most = second + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + chosen) >>> 0, c, b, a, (chosen + most) >>> 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (hash[i] += value));
  }
  return [...hash].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes. */
function fractions(count: number, root: 2 | 3): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  // In integers, since platforms round roots differently.
  return primes.map((prime) => {
    const wanted = BigInt(prime) << BigInt(32 * root);
    let value = 0n;
    for (let bit = 1n << 35n; bit > 0n; bit >>= 1n) if ((value + bit) ** BigInt(root) <= wanted) value += bit;
    return Number(value & 0xffffffffn);
  });
}

/** Computed on demand: the roots would delay the start of a program. */
let constants: { readonly rounds: Uint32Array; readonly start: Uint32Array } | undefined;
