import { contains, equals, formatAddress, formatPrefix, parsePrefix, type Prefix } from '../net/prefix';
import type { DumpRoute, Hop } from './dump';
import type { Condition } from './shell/values';

/** A route of a routing table. */
export interface TableEntry {
  readonly route: DumpRoute;
  /** Whether a notebook has it before the script runs. */
  readonly isBase: boolean;
  /** The test that was assumed, if it depends on one that only a run decides. */
  readonly assumed?: Condition;
  /** Whether only a run decides its action: the kernel has it, but the policy does not. */
  readonly isUncertain?: boolean;
}

/** The routing tables of an instance: by table and destination, the routes in the kernel's order of preference. */
export type KernelTable = Map<string, readonly TableEntry[]>;

/** How a route is added to a table: ip-route(8)'s verbs; `insert` is what route(8) does. */
export type Verb = 'add' | 'append' | 'prepend' | 'replace' | 'change' | 'insert';

/** Why the kernel rejects a command, in its own words. */
export type KernelError = 'File exists' | 'No such file or directory' | 'No such process';

/** The routes that a notebook has at every start. A script cannot know the next hop of the default route. */
export function notebookTable(): KernelTable {
  const base = (text: string, hop: Partial<Hop>, proto: string | undefined): DumpRoute[] => {
    const prefix = parsePrefix(text);
    return prefix
      ? [
          {
            prefix,
            type: 'unicast',
            metric: 0,
            table: undefined,
            proto,
            comment: [],
            group: undefined,
            hops: [{ gateway: undefined, device: undefined, isUnknown: false, ...hop }],
            line: 0,
          },
        ]
      : [];
  };
  return tableOfRoutes(
    [
      ...base('0.0.0.0/0', { device: 'eth0', isUnknown: true }, undefined),
      ...base('169.254.0.0/24', { device: 'veth_def_agent' }, undefined),
      ...base('169.254.169.254/32', { device: 'eth0' }, undefined),
      ...base('172.17.0.0/16', { device: 'docker0' }, 'kernel'),
    ],
    true,
  );
}

/** A table of exactly these routes. */
export function tableOfRoutes(routes: readonly DumpRoute[], isBase: boolean): KernelTable {
  const table: KernelTable = new Map();
  for (const route of routes) {
    const key = tableKey(route);
    const entries = table.get(key) ?? [];
    table.set(
      key,
      insertedBefore(entries, { route, isBase }, (other) => metricOf(other.route) > metricOf(route)),
    );
  }
  return table;
}

/** Sets a route like Linux's fib_table_insert() and fib6_add_rt2node(); undefined on success. */
export function setRoute(table: KernelTable, route: DumpRoute, verb: Verb): KernelError | undefined {
  const key = tableKey(route);
  const entries = table.get(key) ?? [];
  const peers = entries.filter((entry) => isPeer(entry.route, route));
  const entry: TableEntry = { route, isBase: false };
  if (peers.length === 0) {
    if (verb === 'change') return 'No such file or directory';
    table.set(
      key,
      insertedBefore(entries, entry, (other) => comesAfter(other.route, route)),
    );
    return undefined;
  }
  if (verb === 'add') return 'File exists';
  const same = peers.find((peer) => isSameRoute(peer.route, route));
  if (verb === 'replace' || verb === 'change') {
    if (same) return same === peers[0] ? undefined : 'File exists';
    table.set(
      key,
      entries.map((each) => (each === peers[0] ? entry : each)),
    );
    return undefined;
  }
  if (same) return 'File exists';
  if (route.prefix.family === 6 && peers[0].route.type === 'unicast' && route.type === 'unicast') {
    // Equal cost: the kernel joins both into one route with several next hops.
    const hops = [...peers[0].route.hops, ...route.hops];
    table.set(
      key,
      entries.map((each) => (each === peers[0] ? { ...entry, route: { ...route, hops } } : each)),
    );
    return undefined;
  }
  const at =
    entries.indexOf(verb === 'append' ? peers[peers.length - 1] : peers[0]) + (verb === 'append' ? 1 : 0);
  table.set(key, [...entries.slice(0, at), entry, ...entries.slice(at)]);
  return undefined;
}

/** What `ip route del` matches in addition to its destination; undefined members match anything. */
export interface Removal {
  readonly prefix: Prefix;
  readonly table: string | undefined;
  readonly tos: string | undefined;
  readonly metric: number | undefined;
  readonly proto: string | undefined;
  readonly type: DumpRoute['type'] | undefined;
  readonly hops: readonly Hop[];
}

/** Removes the first route that matches, and returns it; undefined if none does: "No such process". */
export function removeRoute(table: KernelTable, removal: Removal): TableEntry | undefined {
  const key = tableKey(removal);
  const entries = table.get(key) ?? [];
  const first = entries.find(
    ({ route }) =>
      (route.tos ?? '') === (removal.tos ?? '') &&
      (removal.metric === undefined || metricOf(route) === usualMetric(removal.metric, route.prefix)) &&
      (removal.proto === undefined || removal.proto === (route.proto ?? 'boot')) &&
      (removal.type === undefined || removal.type === route.type) &&
      (removal.hops.length === 0 || matchHops(route.hops, removal.hops)),
  );
  if (first) replaceEntries(table, key, entries, (entry) => entry !== first);
  return first;
}

/** Removes and returns all routes for which `isMeant`. */
export function removeRoutes(table: KernelTable, isMeant: (route: DumpRoute) => boolean): TableEntry[] {
  const removed: TableEntry[] = [];
  for (const [key, entries] of [...table]) {
    const gone = entries.filter(({ route }) => isMeant(route));
    if (gone.length === 0) continue;
    removed.push(...gone);
    replaceEntries(table, key, entries, (entry) => !gone.includes(entry));
  }
  return removed;
}

function replaceEntries(
  table: KernelTable,
  key: string,
  entries: readonly TableEntry[],
  isLeft: (entry: TableEntry) => boolean,
): void {
  const remaining = entries.filter(isLeft);
  if (remaining.length > 0) table.set(key, remaining);
  else table.delete(key);
}

/** The key of a route: its table and its destination. */
export function tableKey({ prefix, table }: Pick<DumpRoute, 'prefix' | 'table'>): string {
  return `${table ?? 'main'} ${formatPrefix(prefix)}`;
}

/** Whether two routes have the same action, so that messages and policies need not distinguish them. */
export function isSameAction(a: DumpRoute, b: DumpRoute): boolean {
  return a.type === b.type && hopsText(a.hops) === hopsText(b.hops);
}

/** A route's action in ip-route(8)'s words, for a message. */
export function kernelActionText({ type, hops }: DumpRoute): string {
  return type === 'unicast' ? hopsText(hops) : type;
}

/** The kernel's default metric: 0, and 1024 (IP6_RT_PRIO_USER) for IPv6. */
export function metricOf({ metric, prefix }: Pick<DumpRoute, 'metric' | 'prefix'>): number {
  return usualMetric(metric, prefix);
}

function usualMetric(metric: number, { family }: Prefix): number {
  return metric === 0 && family === 6 ? 1024 : metric;
}

function isPeer(a: DumpRoute, b: DumpRoute): boolean {
  return metricOf(a) === metricOf(b) && (a.tos ?? '') === (b.tos ?? '') && equals(a.prefix, b.prefix);
}

/** Whether `other` comes after `route` for an ordinary packet; routes with a type of service come first. */
function comesAfter(other: DumpRoute, route: DumpRoute): boolean {
  if ((other.tos ?? '') !== (route.tos ?? '')) return other.tos === undefined;
  return metricOf(other) > metricOf(route);
}

function isSameRoute(a: DumpRoute, b: DumpRoute): boolean {
  return (
    isSameAction(a, b) &&
    (a.proto ?? 'boot') === (b.proto ?? 'boot') &&
    (a.attributes ?? []).join() === (b.attributes ?? []).join()
  );
}

function matchHops(hops: readonly Hop[], requested: readonly Hop[]): boolean {
  return requested.every(({ gateway, device }, i) => {
    const hop = hops[i];
    if (!hop) return false;
    if (
      gateway &&
      hop.gateway &&
      (gateway.family !== hop.gateway.family || gateway.value !== hop.gateway.value)
    )
      return false;
    return device === undefined || hop.device === undefined || device === hop.device;
  });
}

function hopsText(hops: readonly Hop[]): string {
  return hops
    .map(({ gateway, device, isUnknown }) => {
      const unknown = isUnknown ? 'via a gateway' : '';
      const via = gateway ? `via ${formatAddress(gateway.family, gateway.value)}` : unknown;
      return [via, device === undefined ? '' : `dev ${device}`].filter((each) => each !== '').join(' ');
    })
    .join(', ');
}

function insertedBefore(
  entries: readonly TableEntry[],
  entry: TableEntry,
  isAfter: (other: TableEntry) => boolean,
): readonly TableEntry[] {
  const at = entries.findIndex(isAfter);
  return at < 0 ? [...entries, entry] : [...entries.slice(0, at), entry, ...entries.slice(at)];
}

export function isWithin(prefix: Prefix, route: DumpRoute): boolean {
  return prefix.family === route.prefix.family && contains(prefix, route.prefix);
}
