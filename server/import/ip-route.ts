import type { Family, Prefix } from '../net/prefix';
import {
  isPrompt,
  kernelAddress,
  kernelPrefix,
  note,
  type Dump,
  type DumpRoute,
  type DumpType,
  type Group,
  type Hop,
  type Line,
  type Note,
  type Read,
} from './dump';

/** A route as ip-route(8)'s words say it, before it has a line. */
export type Words = Pick<DumpRoute, 'prefix' | 'type' | 'hops' | 'metric' | 'table' | 'proto'>;

/**
 * `ip route`, `ip -6 route`, `ip -o route` and `ip route show table all`: ip-route(8). A multipath route goes on over
 * lines that begin with `nexthop`.
 */
export function ipRoute(lines: readonly Line[]): Omit<Dump, 'format'> {
  const routes: DumpRoute[] = [];
  const notUnderstood: Note[] = [];
  let comment: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const text = line.text.replace(/^\+ /, '').trim();
    // `-d` shows the object behind `nhid`, which the line above has spelled out.
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
  return { routes, notUnderstood, compiled: undefined, about: [] };
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
  ...{
    local: 'other',
    broadcast: 'other',
    multicast: 'other',
    anycast: 'other',
    throw: 'other',
    nat: 'other',
  },
};

const flags = new Set([
  ...['onlink', 'pervasive', 'linkdown', 'dead', 'offload', 'trap', 'offload_failed', 'rt_offload', 'notify'],
  ...['rt_trap', 'cache', 'equalize', 'unresolved'],
]);
const keys = new Set([
  ...[
    'scope',
    'src',
    'pref',
    'tos',
    'dsfield',
    'mtu',
    'advmss',
    'rtt',
    'rttvar',
    'reordering',
    'window',
    'cwnd',
  ],
  ...['initcwnd', 'initrwnd', 'ssthresh', 'realms', 'realm', 'rto_min', 'hoplimit', 'quickack', 'congctl'],
  ...[
    'features',
    'error',
    'expires',
    'users',
    'used',
    'age',
    'weight',
    'ttl-propagate',
    'fastopen_no_cookie',
  ],
]);

/**
 * The words of a route in the order ip-route(8) has them, as shown or as given to `ip route add`. `?` stands for a
 * gateway that is not told.
 */
export function routeWords(words: readonly string[], family: Family | undefined): Read<Words> {
  let at = 0;
  const named = namedType(words);
  if (named) at++;
  let type = named ?? 'unicast';
  let first: string | undefined;
  let table: string | undefined;
  let proto: string | undefined;
  let metric = 0;
  const hops: Draft[] = [{}];
  let multipath = false;
  for (; at < words.length; at++) {
    const word = words[at];
    const hop = hops[hops.length - 1];
    const value = words[at + 1];
    if (first === undefined && !isOption(word)) {
      // The destination may stand anywhere, with its type in front of it: iproute_modify() of ip/iproute.c.
      if (Object.hasOwn(types, word)) type = types[word];
      else if (word !== 'to') first = word;
      continue;
    }
    if (word === 'nexthop') {
      if (multipath) hops.push({});
      multipath = true;
      continue;
    }
    if (flags.has(word)) continue;
    if (value === undefined) return { reason: `${JSON.stringify(word)} is not understood` };
    at++;
    if (word === 'via') {
      const address = value === 'inet' || value === 'inet6' ? words[++at] : value;
      hop.gateway = address ?? '';
    } else if (word === 'dev' || word === 'oif') hop.device = value;
    else if (word === 'metric' || word === 'preference' || word === 'priority') {
      if (!/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(value))
        return { reason: `the metric ${JSON.stringify(value)} is no number` };
      metric = Number(value);
    } else if (word === 'table') table = value === 'main' || value === '254' ? undefined : value;
    else if (word === 'proto' || word === 'protocol')
      proto = value === '4' ? 'static' : value === '2' ? 'kernel' : value;
    else if (word === 'nhid') continue;
    else if (word === 'mtu' || word === 'advmss' || word === 'hoplimit') {
      if (value === 'lock') at++;
    } else if (word === 'from' || word === 'encap' || word === 'as')
      return { reason: `\`${word}\` has no counterpart in a policy` };
    else if (!keys.has(word)) return { reason: `${JSON.stringify(word)} is not understood` };
  }
  if (first === undefined) return { reason: 'a destination is missing' };
  const hopFamily = hops.some(({ gateway }) => gateway?.includes(':')) ? 6 : undefined;
  // Both families show their default route as "default".
  const destination: Read<Prefix> = kernelPrefix(
    first,
    family ?? (first === 'default' ? hopFamily : undefined),
  );
  if ('reason' in destination) return destination;
  const prefix = destination.value;
  if (type !== 'unicast') return { value: { prefix, type, hops: [], metric, table, proto } };
  const read: Hop[] = [];
  for (const { gateway, device } of hops) {
    const address = gateway === undefined || gateway === '?' ? undefined : kernelAddress(gateway);
    if (gateway !== undefined && gateway !== '?' && !address)
      return { reason: `the gateway ${JSON.stringify(gateway)} is no address` };
    if (gateway === undefined && device === undefined)
      return { reason: 'neither a gateway nor an interface is named' };
    read.push({
      gateway: address && address.value !== 0n ? address : undefined,
      device,
      isUnknown: gateway === '?',
    });
  }
  return { value: { prefix, type, hops: read, metric, table, proto } };
}

/** Whether a word in the place of a destination is none: it begins something else. */
function isOption(word: string): boolean {
  return flags.has(word) || keys.has(word) || others.has(word);
}

const others = new Set([
  ...[
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
  ],
  ...['from', 'encap', 'as'],
]);

/** The type in front of a route: a word, or with `ip -N` its number (linux/rtnetlink.h), which is no destination. */
function namedType([word = '', next = '']: readonly string[]): DumpType | undefined {
  if (Object.hasOwn(types, word)) return types[word];
  return /^\d{1,2}$/.test(word) && /[.:/]|^default$/.test(next)
    ? types[numbered[Number(word)] ?? '']
    : undefined;
}

const numbered = [
  ...[
    'unspec',
    'unicast',
    'local',
    'broadcast',
    'anycast',
    'multicast',
    'blackhole',
    'unreachable',
    'prohibit',
  ],
  ...['throw', 'nat'],
];

interface Draft {
  gateway?: string;
  device?: string;
}
