import { quote } from '../lib/quote';
import {
  areEqual,
  bits,
  formatAddress,
  formatPrefix,
  hostPrefix,
  parseAddress,
  parseLength,
  coveringPrefix,
  rangePrefixes,
  type Address,
  type Family,
  type Prefix,
} from './prefix';
import { maskLength } from '../lib/netmask';

/** The meaning of a word where a prefix is expected. `prefixes` is empty only if it has no possible meaning. */
export interface Reading {
  /** As written, or as in the first replacement. */
  readonly prefixes: readonly Prefix[];
  /** Undefined if the spelling is correct. */
  readonly error?: SpellingError;
}

export interface SpellingError {
  readonly rule: 'invalid-prefix' | 'host-bits' | 'ambiguous-prefix';
  readonly message: string;
  /** The possible meanings, the most likely first. */
  readonly readings: readonly Respelling[];
  /** Whether there is only one possible meaning, so that a bulk fix may write it. */
  readonly isUnambiguous: boolean;
}

export interface Respelling {
  /** What the replacement means. */
  readonly note: string;
  readonly prefixes: readonly Prefix[];
}

/** The replacement's text, only built where it is shown: a range can be dozens of prefixes. */
export function respellingText({ prefixes }: Respelling): string {
  return prefixes.map(formatPrefix).join(', ');
}

/** Reads one word as a prefix or an address, and lists the possible meanings of an invalid one. */
export function readPrefix(word: string): Reading {
  const slash = word.indexOf('/');
  const head = slash < 0 ? word : word.slice(0, slash);
  const tail = slash < 0 ? undefined : word.slice(slash + 1);
  const address = parseAddress(head);
  if (!address) return misspelledAddress(word, head, tail);

  if (tail === undefined) {
    if (address.value === 0n) return zeroAddress(word, address);
    return mapped(word, hostPrefix(address)) ?? { prefixes: [hostPrefix(address)] };
  }
  const length = parseLength(tail, address.family);
  if (length === undefined) return misspelledLength(word, address, tail);
  const prefix = coveringPrefix(address, length);
  const v4 = mapped(word, prefix);
  if (v4) return v4;
  return prefix.base === address.value ? { prefixes: [prefix] } : hostBits(word, address, length);
}

/** An address in a notation that is not ambiguous: `0.0.0.0/32`, as `0.0.0.0` could also mean the default route. */
export function unambiguousAddress(family: Family, value: bigint): string {
  return value === 0n
    ? formatPrefix({ family, base: value, length: bits(family) })
    : formatAddress(family, value);
}

function hostBits(word: string, address: Address, length: number): Reading {
  const network = coveringPrefix(address, length);
  const one = hostPrefix(address);
  return suggestions(
    'host-bits',
    `${quote(word)} has host bits set; the network is \`${formatPrefix(network)}\``,
    [respelling([network], 'the network'), respelling([one], 'the one address')],
  );
}

function zeroAddress(word: string, address: Address): Reading {
  const everything: Prefix = { ...address, base: 0n, length: 0 };
  return suggestions('ambiguous-prefix', `${quote(word)} is ambiguous: one address or the default route`, [
    respelling([hostPrefix(address)], 'the one address'),
    respelling([everything], 'the default route'),
  ]);
}

// RFC 4291, 2.5.5.2: ::ffff:0:0/96 represents IPv4 addresses in IPv6 notation; no packet has them.
function mapped(word: string, prefix: Prefix): Reading | undefined {
  if (prefix.family !== 6 || prefix.length < 96 || prefix.base >> 32n !== 0xffffn) return undefined;
  const four = coveringPrefix({ family: 4, value: prefix.base & 0xffffffffn }, prefix.length - 96);
  return suggestions(
    'ambiguous-prefix',
    `${quote(word)} is an IPv4-mapped prefix: traffic to those hosts is IPv4 and never matches an IPv6 route`,
    [respelling([four], 'the IPv4 prefix')],
  );
}

function misspelledLength(word: string, address: Address, tail: string): Reading {
  const most = bits(address.family);
  if (/^0\d{1,3}$/.test(tail) && Number(tail) <= most) {
    const length = Number(tail);
    return respelled(word, 'a prefix length has no leading zero', address, length);
  }
  const mask = address.family === 4 ? parseAddress(tail) : undefined;
  if (mask?.family === 4) {
    const length = maskLength(Number(mask.value));
    if (length !== undefined) return respelled(word, 'netmask instead of a prefix length', address, length);
    const wildcard = maskLength(~Number(mask.value));
    if (wildcard !== undefined)
      return respelled(word, 'wildcard mask instead of a prefix length', address, wildcard);
    return invalid(`invalid netmask ${quote(tail)}: its ones are not contiguous`);
  }
  if (tail === '')
    return invalid(`missing prefix length in ${quote(word)}; expected 0 to ${most} after the slash`);
  return invalid(`invalid IPv${address.family} prefix length ${quote(tail)}; expected 0 to ${most}`);
}

function misspelledAddress(word: string, head: string, tail: string | undefined): Reading {
  return (
    spacedMask(word) ??
    bracketed(word) ??
    range(word) ??
    wildcard(word) ??
    leadingZeros(word, head, tail) ??
    short(word, head, tail) ??
    unreadable(word, head)
  );
}

/** `10.0.0.0 255.255.0.0`, as in router configurations. */
function spacedMask(word: string): Reading | undefined {
  const [, head, mask] = /^(\S+) (\S+)$/.exec(word) ?? [];
  const address = head === undefined ? undefined : parseAddress(head);
  return address && mask !== undefined ? misspelledLength(word, address, mask) : undefined;
}

function bracketed(word: string): Reading | undefined {
  const match = /^\[([0-9a-f:.]+)\](\/\d+)?$/i.exec(word);
  if (!match) return undefined;
  const bare = readPrefix(`${match[1]}${match[2] ?? ''}`);
  if (bare.error || bare.prefixes.length === 0) return undefined;
  return fix(`invalid prefix ${quote(word)}: addresses have no brackets here`, bare.prefixes);
}

function range(word: string): Reading | undefined {
  const dash = word.indexOf('-');
  if (dash < 0) return undefined;
  const first = parseAddress(word.slice(0, dash));
  const end = parseAddress(word.slice(dash + 1));
  if (!first || !end) return undefined;
  if (first.family !== end.family)
    return invalid(`invalid range ${quote(word)}: its ends are IPv${first.family} and IPv${end.family}`);
  if (first.value > end.value) return invalid(`invalid range ${quote(word)}: the lower address comes first`);
  const prefixes = rangePrefixes(first.family, first.value, end.value, mostOfRange + 1);
  if (prefixes.length > mostOfRange)
    return invalid(
      `${quote(word)} is a range of more than ${mostOfRange} prefixes; write the prefixes you mean`,
    );
  return fix(`${quote(word)} is a range, not a prefix`, prefixes);
}

/** Enough for every IPv4 range. An IPv6 range can need 254 prefixes, too many for one line. */
const mostOfRange = 62;

function wildcard(word: string): Reading | undefined {
  const match = /^((?:\d{1,3}\.){1,3})(?:[*x]\.){0,2}[*x]$/i.exec(word);
  const octets = match?.[1]?.split('.').slice(0, -1);
  if (!octets || word.split('.').length !== 4) return undefined;
  const address = fill(octets);
  return (
    address && fix(`${quote(word)} is a wildcard, not a prefix`, [coveringPrefix(address, octets.length * 8)])
  );
}

function leadingZeros(word: string, head: string, tail: string | undefined): Reading | undefined {
  const octets = head.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,4}$/.test(octet))) return undefined;
  if (!octets.some((octet) => /^0\d/.test(octet))) return undefined;
  const suffix = tail === undefined ? '' : `/${tail}`;
  const decimal = readPrefix(octets.map((octet) => String(Number(octet))).join('.') + suffix);
  const octal = octets.every((octet) => /^(?:0[0-7]*|[1-9]\d*)$/.test(octet))
    ? readPrefix(
        octets.map((octet) => String(parseInt(octet, octet.startsWith('0') ? 8 : 10))).join('.') + suffix,
      )
    : undefined;
  const readings = [
    ...(decimal.prefixes.length > 0 ? [respelling(decimal.prefixes, 'decimal')] : []),
    ...(octal && octal.prefixes.length > 0
      ? [respelling(octal.prefixes, 'octal, as `ip route` reads it')]
      : []),
  ];
  const [one, other] = readings;
  if (!one) return undefined;
  if (!other || areEqual(other.prefixes, one.prefixes)) {
    if (decimal.error) return suggestions('ambiguous-prefix', `leading zero in ${quote(word)}`, [one]);
    return fix(`leading zero in ${quote(word)}`, one.prefixes);
  }
  return suggestions(
    'ambiguous-prefix',
    `leading zero in ${quote(word)}: \`ip route\` reads the octet as octal, most people as decimal`,
    readings,
  );
}

function short(word: string, head: string, tail: string | undefined): Reading | undefined {
  const octets = head.split('.');
  if (octets.length > 3) return undefined;
  const address = fill(octets);
  if (!address) return undefined;
  if (tail === undefined) {
    return suggestions(
      'ambiguous-prefix',
      `incomplete address ${quote(word)}: \`ip route\` adds zeros and reads it as one address`,
      [
        respelling([coveringPrefix(address, octets.length * 8)], 'the network'),
        respelling([hostPrefix(address)], 'the one address'),
      ],
    );
  }
  const length = parseLength(tail, 4);
  return length === undefined
    ? undefined
    : respelled(word, 'an IPv4 address has four octets', address, length);
}

/** An IPv4 address from its first octets; the others are zero. */
function fill(octets: readonly string[]): Address | undefined {
  return parseAddress([...octets, '0', '0', '0'].slice(0, 4).join('.'));
}

function unreadable(word: string, head: string): Reading {
  if (/^[\d.]+$/.test(head) && head.split('.').some((octet) => Number(octet) > 255))
    return invalid(`invalid address ${quote(head)}: octets are 0 to 255`);
  if (head.includes('%')) return invalid(`invalid prefix ${quote(word)}: it contains an interface`);
  if (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(head))
    return invalid(`invalid prefix ${quote(word)}: it contains a port`);
  return invalid(
    `invalid prefix ${quote(word)}; expected IPv4 as in \`10.0.0.0/16\` or IPv6 as in \`2001:db8::/32\``,
  );
}

/** An unambiguous replacement, unless it has host bits: then those are reported. */
function respelled(word: string, why: string, address: Address, length: number): Reading {
  const prefix = coveringPrefix(address, length);
  if (prefix.base !== address.value)
    return hostBits(`${formatAddress(address.family, address.value)}/${length}`, address, length);
  return fix(`invalid prefix ${quote(word)}: ${why}`, [prefix]);
}

function fix(message: string, prefixes: readonly Prefix[]): Reading {
  return {
    prefixes,
    error: {
      rule: 'invalid-prefix',
      message,
      readings: [respelling(prefixes, 'the same')],
      isUnambiguous: true,
    },
  };
}

function suggestions(
  rule: 'host-bits' | 'ambiguous-prefix',
  message: string,
  readings: readonly Respelling[],
): Reading {
  return {
    prefixes: readings[0]?.prefixes ?? [],
    error: { rule, message, readings, isUnambiguous: false },
  };
}

function invalid(message: string): Reading {
  return { prefixes: [], error: { rule: 'invalid-prefix', message, readings: [], isUnambiguous: false } };
}

function respelling(prefixes: readonly Prefix[], note: string): Respelling {
  return { note, prefixes };
}

/** The default route's prefix: 0.0.0.0/0 or ::/0. */
export function everything(family: Family): Prefix {
  return { family, base: 0n, length: 0 };
}
