/**
 * The practical limit in JavaScript, as a yardstick for the check: only the scan of `route PREFIX ACTION` lines, a
 * radix sort by prefix, and one sweep with a stack that counts duplicate, conflicting, redundant, overlapping and
 * shadowed routes. It reads no other line, knows no network, and builds no diagnostic.
 */
export interface Counts {
  readonly routes: number;
  readonly duplicate: number;
  readonly conflicting: number;
  readonly redundant: number;
  readonly overlapping: number;
  readonly shadowed: number;
}

export function referenceCheck(source: string): Counts {
  const most = Math.ceil((source.length + 1) / 22);
  const bases = new Uint32Array(most);
  const lengths = new Uint8Array(most);
  const actions = new Uint8Array(most);
  const count = scan(source, bases, lengths, actions);
  return sweep(count, bases, lengths, actions, order(count, bases, lengths));
}

function scan(source: string, bases: Uint32Array, lengths: Uint8Array, actions: Uint8Array): number {
  let count = 0;
  let at = 0;
  const end = source.length;
  while (at < end) {
    // "ro": no other statement begins like this.
    if (source.charCodeAt(at) === 114 && source.charCodeAt(at + 1) === 111) {
      at += 6;
      let base = 0;
      let number = 0;
      let code = source.charCodeAt(at);
      for (; code !== 32 && code !== 47; code = source.charCodeAt(++at)) {
        if (code === 46) {
          base = (base << 8) | number;
          number = 0;
        } else number = number * 10 + code - 48;
      }
      base = ((base << 8) | number) >>> 0;
      let length = 32;
      if (code === 47)
        for (length = 0, code = source.charCodeAt(++at); code !== 32; code = source.charCodeAt(++at))
          length = length * 10 + code - 48;
      // "via vpc", "via direct", or the first letter of a reject type.
      const first = source.charCodeAt(at + 1);
      bases[count] = base;
      lengths[count] = length;
      actions[count++] = first === 118 ? source.charCodeAt(at + 5) : first;
      at += first === 118 ? 8 : 12;
    }
    while (at < end && source.charCodeAt(at) !== 10) at++;
    at++;
  }
  return count;
}

/** The rows by first address, shorter prefixes first, then in their original order. */
function order(count: number, bases: Uint32Array, lengths: Uint8Array): Uint32Array {
  const counts = new Uint32Array(33 + 3 * 2048);
  for (let row = 0; row < count; row++) {
    const base = bases[row];
    counts[lengths[row]]++;
    counts[33 + (base & 2047)]++;
    counts[33 + 2048 + ((base >>> 11) & 2047)]++;
    counts[33 + 4096 + (base >>> 22)]++;
  }
  for (const [from, to] of [
    [0, 33],
    [33, 2081],
    [2081, 4129],
    [4129, 6177],
  ] as const) {
    let sum = 0;
    for (let i = from; i < to; i++) {
      const here = counts[i];
      counts[i] = sum;
      sum += here;
    }
  }
  let rows = new Uint32Array(count);
  let spare = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[counts[lengths[row]]++] = row;
  for (let digit = 0; digit < 3; digit++) {
    const shift = digit * 11;
    const first = 33 + digit * 2048;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      spare[counts[first + ((bases[row] >>> shift) & 2047)]++] = row;
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}

function sweep(
  count: number,
  bases: Uint32Array,
  lengths: Uint8Array,
  actions: Uint8Array,
  rows: Uint32Array,
): Counts {
  let [duplicate, conflicting, redundant, overlapping, shadowed] = [0, 0, 0, 0, 0];
  const last = new Float64Array(33);
  const action = new Uint8Array(33);
  const covered = new Float64Array(33);
  const overlapped = new Uint8Array(33);
  // The instance's default route, via direct, covers everything.
  last[0] = 2 ** 32 - 1;
  action[0] = 100;
  let depth = 1;
  let base = -1;
  let length = -1;
  let top = 0;
  const close = (): void => {
    depth--;
    if (covered[depth] > last[depth]) shadowed++;
    if (overlapped[depth] === 1) overlapping++;
  };
  for (let i = 0; i < count; i++) {
    const row = rows[i];
    if (bases[row] === base && lengths[row] === length) {
      if (actions[row] === top) duplicate++;
      else conflicting++;
      continue;
    }
    base = bases[row];
    length = lengths[row];
    top = actions[row];
    while (depth > 0 && last[depth - 1] < base) close();
    if (depth > 0 && action[depth - 1] === top) {
      redundant++;
      continue;
    }
    const end = base + 2 ** (32 - length) - 1;
    if (depth > 0) {
      overlapped[depth - 1] = 1;
      if (covered[depth - 1] === base) covered[depth - 1] = end + 1;
    }
    last[depth] = end;
    action[depth] = top;
    overlapped[depth] = 0;
    covered[depth++] = base;
  }
  while (depth > 0) close();
  return { routes: count, duplicate, conflicting, redundant, overlapping, shadowed };
}
