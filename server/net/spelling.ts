import {
  bits,
  formatAddress,
  formatPrefix,
  hostPrefix,
  parseAddress,
  parseLength,
  prefixAround,
  rangePrefixes,
  type Address,
  type Family,
  type Prefix,
} from './prefix';

/**
 * What a word written where a prefix belongs means.
 * `prefixes` is empty only when it has no reading at all.
 */
export interface Reading {
  /** The meaning: as written, as the only fix would write it, or as the first suggestion would. */
  readonly prefixes: readonly Prefix[];
  /** Absent when the spelling is right. */
  readonly problem?: Misspelling;
}

export interface Misspelling {
  readonly rule: 'invalid-prefix' | 'host-bits' | 'ambiguous-prefix';
  readonly message: string;
  /** One reading is a fix; two or more are suggestions for a person to choose from. */
  readonly readings: readonly Respelling[];
  /** Whether the one reading is certain enough to be applied without asking. */
  readonly sure: boolean;
}

export interface Respelling {
  /** What to write instead, prefixes separated by ", ". */
  readonly text: string;
  /** What that would mean, for a person to choose by. */
  readonly note: string;
  readonly prefixes: readonly Prefix[];
}

/** Reads one word as a prefix or an address, and where it is misspelled says what it can mean. */
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
  const prefix = prefixAround(address, length);
  const v4 = mapped(word, prefix);
  if (v4) return v4;
  return prefix.base === address.value ? { prefixes: [prefix] } : hostBits(word, address, length);
}

function hostBits(word: string, address: Address, length: number): Reading {
  const network = prefixAround(address, length);
  const one = hostPrefix(address);
  return suggestions(
    'host-bits',
    `${word} has address bits set after its first ${length}: it is not the base of a /${length}, and \`ip route\` would ${
      address.family === 4 ? 'refuse it' : 'silently drop them'
    }`,
    [respelling([network], 'the network'), respelling([one], 'the one address')],
  );
}

function zeroAddress(word: string, address: Address): Reading {
  const everything: Prefix = { ...address, base: 0n, length: 0 };
  return suggestions('ambiguous-prefix', `${word} can mean the one address, or the default route`, [
    respelling([hostPrefix(address)], 'the one address'),
    respelling([everything], 'the default route'),
  ]);
}

// RFC 4291, 2.5.5.2: ::ffff:0:0/96 carries IPv4 addresses inside IPv6 ones; no packet on the wire has them.
function mapped(word: string, prefix: Prefix): Reading | undefined {
  if (prefix.family !== 6 || prefix.length < 96 || prefix.base >> 32n !== 0xffffn) return undefined;
  const four = prefixAround({ family: 4, value: prefix.base & 0xffffffffn }, prefix.length - 96);
  return suggestions(
    'ambiguous-prefix',
    `${word} is an IPv4-mapped prefix: traffic to those hosts is IPv4, and an IPv6 route never sees it`,
    [respelling([four], 'the IPv4 prefix it carries')],
  );
}

function misspelledLength(word: string, address: Address, tail: string): Reading {
  const most = bits(address.family);
  if (/^0\d{1,3}$/.test(tail) && Number(tail) <= most) {
    const length = Number(tail);
    return respelled(word, `a prefix length has no leading zero`, address, length);
  }
  const mask = address.family === 4 ? parseAddress(tail) : undefined;
  if (mask?.family === 4) {
    const length = maskLength(mask.value);
    if (length !== undefined) return respelled(word, 'write the netmask as a prefix length', address, length);
    const wildcard = maskLength(mask.value ^ 0xffffffffn);
    if (wildcard !== undefined)
      return respelled(word, 'write the wildcard mask as a prefix length', address, wildcard);
    return invalid(`${word}: ${tail} is no netmask, its ones are not all at the front`);
  }
  if (tail === '')
    return invalid(`${word} lacks its prefix length: a number from 0 to ${most} after the slash`);
  return invalid(`${word}: ${tail} is no prefix length for IPv${address.family}, it goes from 0 to ${most}`);
}

/** The number of leading ones of a netmask, or undefined when a zero comes before a one. */
function maskLength(mask: bigint): number | undefined {
  for (let length = 0; length <= 32; length++) {
    if (mask === ((0xffffffffn << BigInt(32 - length)) & 0xffffffffn)) return length;
  }
  return undefined;
}

function misspelledAddress(word: string, head: string, tail: string | undefined): Reading {
  return (
    bracketed(word) ??
    range(word) ??
    wildcard(word) ??
    leadingZeros(word, head, tail) ??
    short(word, head, tail) ??
    unreadable(word, head)
  );
}

function bracketed(word: string): Reading | undefined {
  const match = /^\[([0-9a-f:.]+)\](\/\d+)?$/i.exec(word);
  if (!match) return undefined;
  const bare = readPrefix(`${match[1]}${match[2] ?? ''}`);
  if (bare.problem || bare.prefixes.length === 0) return undefined;
  return fix(`${word}: an address here takes no brackets`, bare.prefixes);
}

function range(word: string): Reading | undefined {
  const dash = word.indexOf('-');
  if (dash < 0) return undefined;
  const first = parseAddress(word.slice(0, dash));
  const end = parseAddress(word.slice(dash + 1));
  if (!first || !end) return undefined;
  if (first.family !== end.family) return invalid(`${word} goes from IPv${first.family} to IPv${end.family}`);
  if (first.value > end.value) return invalid(`${word} ends before it begins: the lower address comes first`);
  return fix(
    `${word} is a range: routes are set for prefixes`,
    rangePrefixes(first.family, first.value, end.value),
  );
}

function wildcard(word: string): Reading | undefined {
  const match = /^((?:\d{1,3}\.){1,3})(?:[*x]\.){0,2}[*x]$/i.exec(word);
  const octets = match?.[1]?.split('.').slice(0, -1);
  if (!octets || word.split('.').length !== 4) return undefined;
  const address = fill(octets);
  return (
    address && fix(`${word}: write the wildcard as a prefix`, [prefixAround(address, octets.length * 8)])
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
    ...(decimal.prefixes.length > 0 ? [respelling(decimal.prefixes, 'read as decimal')] : []),
    ...(octal && octal.prefixes.length > 0
      ? [respelling(octal.prefixes, 'read as octal, as `ip route` does')]
      : []),
  ];
  const [one, other] = readings;
  if (!one) return undefined;
  if (!other || other.text === one.text) {
    if (decimal.problem)
      return suggestions('ambiguous-prefix', `${word}: an octet has no leading zero`, [one]);
    return fix(`${word}: an octet has no leading zero`, one.prefixes);
  }
  return suggestions(
    'ambiguous-prefix',
    `${word} has an octet with a leading zero: decimal to people, octal to \`ip route\``,
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
      `${word} is not a whole address: \`ip route\` would fill it up with zeros and take the one address`,
      [
        respelling([prefixAround(address, octets.length * 8)], 'the network'),
        respelling([hostPrefix(address)], 'the one address'),
      ],
    );
  }
  const length = parseLength(tail, 4);
  return length === undefined ? undefined : respelled(word, 'write all four octets', address, length);
}

/** An IPv4 address from its first octets, the rest zero. */
function fill(octets: readonly string[]): Address | undefined {
  return parseAddress([...octets, '0', '0', '0'].slice(0, 4).join('.'));
}

function unreadable(word: string, head: string): Reading {
  if (/^[\d.]+$/.test(head) && head.split('.').some((octet) => Number(octet) > 255))
    return invalid(`${word}: an octet goes from 0 to 255`);
  if (head.includes('%')) return invalid(`${word}: a route's prefix has no interface in it`);
  if (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(head)) return invalid(`${word}: a route has no port`);
  return invalid(`${word} is no prefix: four octets and a length, as 10.0.0.0/16, or IPv6, as 2001:db8::/32`);
}

/** One reading, unless what it says has host bits: then that problem is the one to name. */
function respelled(word: string, why: string, address: Address, length: number): Reading {
  const prefix = prefixAround(address, length);
  if (prefix.base !== address.value)
    return hostBits(`${formatAddress(address.family, address.value)}/${length}`, address, length);
  return fix(`${word}: ${why}`, [prefix]);
}

function fix(message: string, prefixes: readonly Prefix[]): Reading {
  return {
    prefixes,
    problem: { rule: 'invalid-prefix', message, readings: [respelling(prefixes, 'the same')], sure: true },
  };
}

function suggestions(
  rule: 'host-bits' | 'ambiguous-prefix',
  message: string,
  readings: readonly Respelling[],
): Reading {
  return { prefixes: readings[0]?.prefixes ?? [], problem: { rule, message, readings, sure: false } };
}

function invalid(message: string): Reading {
  return { prefixes: [], problem: { rule: 'invalid-prefix', message, readings: [], sure: false } };
}

function respelling(prefixes: readonly Prefix[], note: string): Respelling {
  return { text: prefixes.map(formatPrefix).join(', '), note, prefixes };
}

/** The default route's prefix: 0.0.0.0/0 or ::/0. */
export function everything(family: Family): Prefix {
  return { family, base: 0n, length: 0 };
}
