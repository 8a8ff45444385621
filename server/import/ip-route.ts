import type { Family, Prefix } from '../net/prefix';
import {
  isDeviceName,
  isPrompt,
  kernelAddress,
  kernelPrefix,
  note,
  type TableRead,
  type DumpRoute,
  type DumpType,
  type Group,
  type Hop,
  type Line,
  type Note,
  type Read,
} from './dump';

/** A route from ip-route(8)'s words, without a line yet. */
export type Words = Pick<
  DumpRoute,
  'prefix' | 'type' | 'hops' | 'metric' | 'table' | 'proto' | 'tos' | 'attributes' | 'isDead'
>;

/**
 * `ip route`, `ip -6 route`, `ip -o route` and `ip route show table all`: ip-route(8). A multipath route continues in
 * lines that begin with `nexthop`.
 */
export function ipRoute(lines: readonly Line[]): TableRead {
  const routes: DumpRoute[] = [];
  const notUnderstood: Note[] = [];
  let comment: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const text = line.text.replace(/^\+ /, '').trim();
    // `-d` prints the object of `nhid`, whose next hops the line above has.
    if (text === '' || isPrompt(text) || /^nh_info\s/.test(text)) continue;
    if (text.startsWith('#')) {
      comment.push(text.replace(/^#+ ?/, ''));
      continue;
    }
    // -o joins the lines of a route with backslashes.
    const parts = [text.replace(/\\/g, ' ')];
    while (i + 1 < lines.length && /^\s*nexthop\s/.test(lines[i + 1].text)) parts.push(lines[++i].text);
    const read = routeWords(shownWords(parts.join(' ')), undefined);
    if ('reason' in read) notUnderstood.push(note(line, read.reason));
    else routes.push(routeOf(read.value, line.number, comment, undefined));
    comment = [];
  }
  return { routes, notUnderstood };
}

function shownWords(text: string): string[] {
  return text
    .replace(/\(direct gateway\)/g, '?')
    .trim()
    .split(/\s+/);
}

export function routeOf(
  words: Words,
  line: number,
  comment: readonly string[],
  group: Group | undefined,
): DumpRoute {
  return { ...words, comment, group, line };
}

const types: Readonly<Record<string, DumpType>> = {
  unicast: 'unicast',
  unreachable: 'unreachable',
  prohibit: 'prohibit',
  blackhole: 'blackhole',
  local: 'other',
  broadcast: 'other',
  multicast: 'other',
  anycast: 'other',
  throw: 'other',
  nat: 'other',
};

const flags = new Set([
  'onlink',
  'pervasive',
  'linkdown',
  'dead',
  'offload',
  'trap',
  'offload_failed',
  'rt_offload',
  'notify',
  'rt_trap',
  'cache',
  'equalize',
  'unresolved',
]);
/** Attributes that are not part of the action and have no statement: they are reported. */
const attributeKeys = new Set([
  'src',
  'mtu',
  'advmss',
  'rtt',
  'rttvar',
  'reordering',
  'window',
  'cwnd',
  'initcwnd',
  'initrwnd',
  'ssthresh',
  'realms',
  'realm',
  'rto_min',
  'hoplimit',
  'quickack',
  'congctl',
  'features',
  'ttl-propagate',
  'fastopen_no_cookie',
]);
/** Attributes without influence on routing. */
const otherKeys = new Set(['scope', 'pref', 'error', 'expires', 'users', 'used', 'age', 'weight']);

interface HopWords {
  gateway?: string;
  device?: string;
  isDead?: boolean;
}

/** The words of a route, sorted by attribute. */
interface Taken {
  type: DumpType;
  first: string | undefined;
  table: string | undefined;
  proto: string | undefined;
  metric: number;
  tos: string | undefined;
  isDead: boolean;
  readonly attributes: string[];
  readonly hops: HopWords[];
}

/**
 * A route from words in ip-route(8)'s order, as printed or as arguments of `ip route add`. `?` is an unknown gateway.
 * With `needsHop`, a route without a next hop is invalid.
 */
export function routeWords(
  words: readonly string[],
  family: Family | undefined,
  needsHop = true,
): Read<Words> {
  const taken = takenWords(words);
  if ('reason' in taken) return taken;
  const { first, type, hops, metric, table, proto, tos } = taken;
  if (first === undefined) return { reason: 'missing destination' };
  const hopFamily = hops.some(({ gateway }) => gateway?.includes(':')) ? 6 : undefined;
  // Both families print their default route as "default".
  const destination: Read<Prefix> = kernelPrefix(
    first,
    family ?? (first === 'default' ? hopFamily : undefined),
  );
  if ('reason' in destination) return destination;
  const common = {
    prefix: destination.value,
    type,
    metric,
    table,
    proto,
    ...(taken.attributes.length > 0 && { attributes: taken.attributes }),
    ...(tos !== undefined && !/^(?:0x)?0+$/.test(tos) && { tos }),
    // The kernel uses what is left of a multipath route.
    ...((taken.isDead || hops.every((hop) => hop.isDead === true)) && { isDead: true }),
  };
  if (type !== 'unicast') return { value: { ...common, hops: [] } };
  const read: Hop[] = [];
  for (const { gateway, device } of hops) {
    const address = gateway === undefined || gateway === '?' ? undefined : kernelAddress(gateway);
    if (gateway !== undefined && gateway !== '?' && !address)
      return { reason: `invalid gateway \`${gateway}\`` };
    if (gateway === undefined && device === undefined) {
      if (needsHop) return { reason: 'missing gateway or interface' };
      continue;
    }
    read.push({
      gateway: address && address.value !== 0n ? address : undefined,
      device,
      isUnknown: gateway === '?',
    });
  }
  return { value: { ...common, hops: read } };
}

function takenWords(words: readonly string[]): Taken | { readonly reason: string } {
  const named = namedType(words);
  const taken: Taken = {
    type: named ?? 'unicast',
    first: undefined,
    table: undefined,
    proto: undefined,
    metric: 0,
    tos: undefined,
    isDead: false,
    attributes: [],
    hops: [{}],
  };
  let isMultipath = false;
  for (let at = named ? 1 : 0; at < words.length; at++) {
    const word = words[at];
    if (taken.first === undefined && !isOption(word)) {
      // The destination may be anywhere, after its type: iproute_modify() of ip/iproute.c.
      if (Object.hasOwn(types, word)) taken.type = types[word];
      else if (word !== 'to') taken.first = word;
      continue;
    }
    if (word === 'nexthop') {
      if (isMultipath) taken.hops.push({});
      isMultipath = true;
      continue;
    }
    if (word === 'dead') (isMultipath ? taken.hops[taken.hops.length - 1] : taken).isDead = true;
    if (flags.has(word)) continue;
    const used = option(taken, word, words.slice(at + 1, at + 3));
    if (typeof used === 'string') return { reason: used };
    at += used;
  }
  return taken;
}

/** Takes a word with its value; returns the number of words that the value has, or why it is not understood. */
function option(taken: Taken, word: string, [value, following]: readonly string[]): number | string {
  if (value === undefined) return `\`${word}\` is not supported`;
  const hop = taken.hops[taken.hops.length - 1];
  switch (word) {
    case 'via':
      hop.gateway = (value === 'inet' || value === 'inet6' ? following : value) ?? '';
      return value === 'inet' || value === 'inet6' ? 2 : 1;
    case 'dev':
    case 'oif':
      if (!isDeviceName(value)) return `invalid interface name \`${value}\``;
      hop.device = value;
      return 1;
    case 'metric':
    case 'preference':
    case 'priority':
      if (!/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(value)) return `invalid metric \`${value}\``;
      taken.metric = Number(value);
      return 1;
    case 'table':
      taken.table = value === 'main' || value === '254' ? undefined : value;
      return 1;
    case 'proto':
    case 'protocol':
      taken.proto = protocols[value] ?? value;
      return 1;
    case 'tos':
    case 'dsfield':
      taken.tos = value;
      return 1;
    case 'nhid':
      return 1;
    case 'from':
    case 'encap':
    case 'as':
      return `a policy cannot express \`${word}\``;
    default:
      if (attributeKeys.has(word)) {
        if (!taken.attributes.includes(word)) taken.attributes.push(word);
        return value === 'lock' ? 2 : 1;
      }
      return otherKeys.has(word) ? 1 : `\`${word}\` is not supported`;
  }
}

/** linux/rtnetlink.h, as `ip -N` prints them. */
const protocols: Readonly<Record<string, string>> = { 2: 'kernel', 3: 'boot', 4: 'static', 16: 'dhcp' };

/** Whether a word in the place of a destination begins an option. */
function isOption(word: string): boolean {
  return flags.has(word) || attributeKeys.has(word) || otherKeys.has(word) || otherOptions.has(word);
}

const otherOptions = new Set([
  'nexthop',
  'via',
  'dev',
  'oif',
  'metric',
  'preference',
  'priority',
  'table',
  'proto',
  'protocol',
  'nhid',
  'from',
  'encap',
  'as',
  'tos',
  'dsfield',
]);

/** The type before a destination: a word, or with `ip -N` its number (linux/rtnetlink.h). */
function namedType([word = '', next = '']: readonly string[]): DumpType | undefined {
  if (Object.hasOwn(types, word)) return types[word];
  return /^\d{1,2}$/.test(word) && /[.:/]|^default$/.test(next)
    ? types[numbered[Number(word)] ?? '']
    : undefined;
}

const numbered = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
];
