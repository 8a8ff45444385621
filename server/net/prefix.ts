export type Family = 4 | 6;

/** A block of addresses: `base` is its lowest address, `length` the number of fixed leading bits. */
export interface Prefix {
  readonly family: Family;
  readonly base: bigint;
  readonly length: number;
}

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** Bits in an address: 32 or 128. */
export function bits(family: Family): number {
  return family === 4 ? 32 : 128;
}

export function size(prefix: Prefix): bigint {
  return powers[bits(prefix.family) - prefix.length];
}

/** Looking a bigint up is faster than shifting one. */
const powers: readonly bigint[] = Array.from({ length: 129 }, (_, i) => 1n << BigInt(i));

/** The number of leading bits that two addresses have in common. */
export function commonBits(family: Family, one: bigint, other: bigint): number {
  const differing = one ^ other;
  return differing === 0n ? bits(family) : bits(family) - differing.toString(2).length;
}

export function last(prefix: Prefix): bigint {
  return prefix.base + size(prefix) - 1n;
}

/** Whether every address of `inner` is in `outer`; equal prefixes contain each other. */
export function contains(covering: Prefix, covered: Prefix): boolean {
  return (
    covering.family === covered.family &&
    covering.length <= covered.length &&
    covered.base >= covering.base &&
    covered.base <= last(covering)
  );
}

/** Whether two prefixes share an address, which means that one contains the other. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return contains(a, b) || contains(b, a);
}

export function equals(a: Prefix, b: Prefix): boolean {
  return a.family === b.family && a.length === b.length && a.base === b.base;
}

export function areEqual(some: readonly Prefix[], others: readonly Prefix[]): boolean {
  return some.length === others.length && some.every((prefix, i) => equals(prefix, others[i]));
}

/** The prefix of the given length that contains an address. */
export function coveringPrefix(address: Address, length: number): Prefix {
  const host = BigInt(bits(address.family) - length);
  return { family: address.family, base: (address.value >> host) << host, length };
}

/** A prefix of one address: /32 or /128. */
export function hostPrefix(address: Address): Prefix {
  return { family: address.family, base: address.value, length: bits(address.family) };
}

/** The two halves of a prefix, which must not be a single address. */
export function halves(prefix: Prefix): readonly [Prefix, Prefix] {
  const length = prefix.length + 1;
  const half = size(prefix) >> 1n;
  return [
    { family: prefix.family, base: prefix.base, length },
    { family: prefix.family, base: prefix.base + half, length },
  ];
}

/**
 * The fewest prefixes that cover exactly the addresses from `first` to `end`, ascending; at most the first `most` of
 * them.
 */
export function rangePrefixes(family: Family, first: bigint, end: bigint, most = Infinity): Prefix[] {
  const prefixes: Prefix[] = [];
  let at = first;
  while (at <= end && prefixes.length < most) {
    // The largest block that starts at `at`: limited by what is left of the range, and by its alignment.
    const left = highestBit(end - at + 1n);
    const host = at === 0n ? left : Math.min(left, highestBit(at & -at));
    prefixes.push({ family, base: at, length: bits(family) - host });
    at += 1n << BigInt(host);
  }
  return prefixes;
}

/** The number of the highest bit that is set, 0 for the lowest. */
function highestBit(value: bigint): number {
  const digits = value.toString(16);
  return 4 * digits.length - 1 - (Math.clz32(parseInt(digits[0], 16)) - 28);
}

/** By family, base and length: a covering prefix comes before those that it covers. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.base !== b.base) return a.base < b.base ? -1 : 1;
  return a.length - b.length;
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.family, prefix.base)}/${prefix.length}`;
}

/** A range as a prefix if it is one, else `first-last`. */
export function formatRange(family: Family, first: bigint, end: bigint): string {
  if (family === 4) return formatRangeIPv4(Number(first), Number(end));
  const count = end - first + 1n;
  const alone = (count & (count - 1n)) === 0n && (first & (count - 1n)) === 0n;
  return alone
    ? `${formatAddress(family, first)}/${bits(family) + 1 - count.toString(2).length}`
    : `${formatAddress(family, first)}-${formatAddress(family, end)}`;
}

/** `formatRange` for IPv4 addresses as 32-bit numbers. */
export function formatRangeIPv4(first: number, end: number): string {
  const length = Math.clz32(end - first);
  const size = 2 ** (32 - length);
  return end - first + 1 === size && first % size === 0
    ? `${formatIPv4(first)}/${length}`
    : `${formatIPv4(first)}-${formatIPv4(end)}`;
}

/** Dotted decimal, or RFC 5952 for IPv6. */
export function formatAddress(family: Family, value: bigint): string {
  return family === 4 ? formatIPv4(Number(value)) : formatIPv6(value);
}

/** Dotted decimal of a 32-bit number. */
export function formatIPv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function formatIPv6(value: bigint): string {
  // RFC 5952, 5: an IPv4-mapped address ends in dotted decimal.
  if (value >> 32n === 0xffffn) return `::ffff:${formatIPv4(Number(value & 0xffffffffn))}`;
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((value >> shift) & 0xffffn));
  // RFC 5952, 4.2: the longest run of two or more zero groups becomes "::", the first one if there are several.
  let start = 0;
  let length = 0;
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > length) [start, length] = [i, run];
    i += run;
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** Reads a complete address: four decimal octets without leading zeros, or RFC 4291 text. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) {
    const value = parseIPv6(text);
    return value === undefined ? undefined : { family: 6, value };
  }
  const value = parseIPv4(text);
  return value === undefined ? undefined : { family: 4, value: BigInt(value) };
}

/** Reads `address/length` without host bits, or an address as a /32 or /128; undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return undefined;
  const { family, value } = address;
  if (slash < 0) return hostPrefix(address);
  const length = parseLength(text.slice(slash + 1), family);
  if (length === undefined) return undefined;
  const prefix = { family, base: value, length };
  return value % size(prefix) === 0n ? prefix : undefined;
}

/** A prefix from a literal in the program. */
export function literalPrefix(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (!prefix) throw new Error(`not a prefix: ${text}`);
  return prefix;
}

/** Reads a prefix length: decimal, no leading zero, at most 32 or 128. */
export function parseLength(text: string, family: Family): number | undefined {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57 || (i > 0 && length === 0)) return undefined;
    length = length * 10 + code - 48;
    if (length > bits(family)) return undefined;
  }
  return text === '' ? undefined : length;
}

function parseIPv4(text: string): number | undefined {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46 && digits > 0 && dots < 3) {
      value = value * 256 + octet;
      octet = digits = 0;
      dots++;
    } else if (code >= 48 && code <= 57 && (digits === 0 || octet > 0)) {
      octet = octet * 10 + code - 48;
      digits++;
      if (octet > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + octet : undefined;
}

function parseIPv6(text: string): bigint | undefined {
  let head = text;
  let tail: number[] = [];
  // RFC 4291, 2.2.3: the last 32 bits may be written as IPv4.
  const colon = text.lastIndexOf(':');
  if (text.indexOf('.', colon) >= 0) {
    const four = parseIPv4(text.slice(colon + 1));
    if (four === undefined) return undefined;
    tail = [four >>> 16, four & 0xffff];
    // Keep "::" whole, drop a single separator.
    head = text.endsWith('::', colon + 1) ? text.slice(0, colon + 1) : text.slice(0, colon);
    if (head === '') return undefined;
  }
  const gap = head.indexOf('::');
  if (gap !== head.lastIndexOf('::')) return undefined;
  const left = hexGroups(gap < 0 ? head : head.slice(0, gap));
  const right = gap < 0 ? [] : hexGroups(head.slice(gap + 2));
  if (!left || !right) return undefined;
  const groups = left.length + right.length + tail.length;
  if (gap < 0 ? groups !== 8 : groups > 7) return undefined;
  const zeros = new Array<number>(8 - groups).fill(0);
  return [...left, ...zeros, ...right, ...tail].reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

function hexGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  for (const group of text.split(':')) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    groups.push(parseInt(group, 16));
  }
  return groups;
}
