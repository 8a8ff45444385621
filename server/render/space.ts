import { localAt } from '../model/lookup';
import { routeActions } from '../model/actions';
import { bits, formatRange, last, overlaps, parsePrefix, type Family, type Prefix } from '../net/prefix';
import { readPrefix } from '../net/spelling';
import { match, matches, decidedRanges, rowsOf, tableOf, type Table } from '../net/table';
import {
  isSamePath,
  longerPrefix,
  routerCandidates,
  routerRanges,
  routerSpace,
  type RouterSpace,
  type WholePath,
} from './next-hops';
import type { OnwardCandidateJson } from '../lib/json-output';
import { counted, countedAddresses } from '../lib/numbers';
import type { NextHopView, PictureRoute, RouterView } from './picture';

/** An effective table for look-ups; a row's owner is the index of its route. */
export interface Space {
  readonly routes: readonly PictureRoute[];
  readonly tables: { readonly 4: Table; readonly 6: Table };
  /** The addresses local to the kernel, including the subnet's broadcast address; ascending and disjoint. */
  readonly local: readonly Prefix[];
  /** The gateway of `via vpc`; undefined if unknown. */
  readonly router: RouterSpace | undefined;
}

export interface SpaceSource {
  readonly routes: readonly PictureRoute[];
  readonly subnet: string | null;
  readonly router: RouterView | null;
}

/** Leaves out routes with an unknown prefix or action. */
export function spaceOf({ routes, subnet, router }: SpaceSource): Space {
  const four: Entry[] = [];
  const six: Entry[] = [];
  const numbers = new Map<string, number>(routeActions.map((name, action) => [name, action]));
  routes.forEach(({ prefix: text, action: name }, owner) => {
    const prefix = parsePrefix(text);
    const action = numbers.get(name);
    if (prefix && action !== undefined) (prefix.family === 4 ? four : six).push({ prefix, action, owner });
  });
  const site = subnet === null ? undefined : parsePrefix(subnet);
  return {
    routes,
    tables: { 4: tableOf(rowsOf(4, four), 0), 6: tableOf(rowsOf(6, six), 0) },
    local: localAt(site?.family === 4 ? site : undefined),
    router: router ? routerSpace(router) : undefined,
  };
}

interface Entry {
  readonly prefix: Prefix;
  readonly action: number;
  readonly owner: number;
}

/** Addresses with the same path. */
export interface AddressRange extends WholePath {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  /** The index of the route that decides the first address; -1 if none matches or the kernel decides. */
  readonly route: number;
  /** The index of the deciding row in the VPC's route table; -1 if none decides. */
  readonly routerRow: number;
}

/** Splits the addresses of a family by path, ascending and without gaps. */
export function addressRanges(space: Space, family: Family): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of parts(space, family, 0n, lastAddressOf(family))) {
    const before = merged.at(-1);
    if (before?.action === range.action && before.nextHop === range.nextHop)
      merged[merged.length - 1] = { ...before, last: range.last };
    else merged.push(range);
  }
  return merged;
}

const lastAddressOf = (family: Family): bigint => (1n << BigInt(bits(family))) - 1n;

/** Splits the addresses from `first` to `end` by the deciding row of each table, ascending and without gaps. */
function* parts(space: Space, family: Family, first: bigint, end: bigint): Generator<AddressRange> {
  for (const part of notebookParts(space, family, first, end)) {
    if (!space.router || part.action !== 'vpc') yield part;
    else
      for (const range of routerRanges(space.router, family, part.first, part.last))
        yield {
          family,
          first: range.first,
          last: range.last,
          action: part.action,
          nextHop: range.nextHop,
          route: part.route,
          routerRow: range.row,
        };
  }
}

/** The same for the notebook's own table only. */
function* notebookParts(space: Space, family: Family, first: bigint, end: bigint): Generator<AddressRange> {
  let at = first;
  for (const prefix of space.local) {
    if (prefix.family !== family || last(prefix) < at || prefix.base > end) continue;
    if (prefix.base > at) yield* routed(space, family, at, prefix.base - 1n);
    const from = prefix.base > at ? prefix.base : at;
    const until = last(prefix) < end ? last(prefix) : end;
    yield { family, first: from, last: until, action: 'local', nextHop: undefined, route: -1, routerRow: -1 };
    at = until + 1n;
  }
  if (at <= end) yield* routed(space, family, at, end);
}

function* routed(space: Space, family: Family, first: bigint, end: bigint): Generator<AddressRange> {
  const table = space.tables[family];
  for (const piece of decidedRanges(table, first, end)) {
    const route = piece.row < 0 ? -1 : table.owner[piece.row];
    const action = route < 0 ? '' : routeActions[table.action[piece.row]];
    yield { family, first: piece.first, last: piece.last, action, nextHop: undefined, route, routerRow: -1 };
  }
}

/** Some of a route's addresses, and what the VPC router does with them. */
export interface OnwardDestination {
  readonly route: number;
  /** The more specific of the prefixes that decide in the two tables, or a range if one row has several results. */
  readonly destination: string;
  /** Whether more specific prefixes route some of the route's addresses differently. */
  readonly isRest: boolean;
  readonly nextHop: NextHopView;
}

/** What the VPC router does with the addresses of one route or of all routes, in address order. */
export function onwardDestinations(space: Space, only?: number): OnwardDestination[] {
  const { router, routes } = space;
  const asked = only === undefined ? undefined : parsePrefix(routes[only].prefix);
  if (!router) return [];
  const byKey = new Map<
    string,
    { readonly range: AddressRange; readonly nextHop: NextHopView; more: number }
  >();
  const [ofRoute, ofRow] = [new Map<number, number>(), new Map<string, number>()];
  for (const family of asked ? [asked.family] : ([4, 6] as const)) {
    const end = asked ? last(asked) : lastAddressOf(family);
    for (const range of parts(space, family, asked?.base ?? 0n, end)) {
      const { route, routerRow, nextHop } = range;
      if (!nextHop || route < 0 || route !== (only ?? route)) continue;
      const row = `${route} ${routerRow}`;
      const key = `${row} ${router.view.nextHops.indexOf(nextHop)}`;
      const group = byKey.get(key);
      if (group) group.more++;
      else {
        byKey.set(key, { range, nextHop, more: 0 });
        ofRoute.set(route, (ofRoute.get(route) ?? 0) + 1);
        ofRow.set(row, (ofRow.get(row) ?? 0) + 1);
      }
    }
  }
  return [...byKey.values()].map(({ range, nextHop, more }) => {
    const { family, first, last: end, route, routerRow } = range;
    const { prefix } = routes[route];
    const row = routerRow < 0 ? undefined : router.view.rows.at(routerRow);
    const isWhole = ofRow.get(`${route} ${routerRow}`) === 1;
    const destination = !isWhole
      ? `${formatRange(family, first, end)}${more > 0 ? ` and ${counted(more, 'more range')}` : ''}`
      : row
        ? longerPrefix(prefix, row.destination)
        : prefix;
    const isRest = isWhole && destination === prefix && (ofRoute.get(route) ?? 0) > 1;
    return { route, destination, isRest, nextHop };
  });
}

/** A range of the queried addresses, decided by one row of each table. */
export interface ProbeRange extends WholePath {
  readonly range: string;
  readonly addresses: string;
  /** The indexes of all routes that contain the range, the most specific first; it applies. */
  readonly candidates: readonly number[];
  /** The reason, as a sentence without a final period. */
  readonly why: string;
  /** The rows of the VPC's route table that contain the range, the most specific first. */
  readonly routerCandidates: readonly RouterCandidate[];
}

export interface RouterCandidate {
  readonly row: OnwardCandidateJson;
  readonly decides: boolean;
}

/** The first parts and the number of all, or why the query is invalid. */
export type Probe =
  | { readonly kind: 'found'; readonly parts: readonly ProbeRange[]; readonly count: number }
  | { readonly kind: 'problem'; readonly problem: string };

const mostRanges = 100;

/** Looks up an address or a prefix, with the reason for each part. */
export function probe(space: Space, query: string): Probe {
  const word = query.trim();
  const prefix = parsePrefix(word);
  if (!prefix) {
    const { error: problem } = readPrefix(word);
    return { kind: 'problem', problem: problem?.message ?? `invalid address or prefix ${word}` };
  }
  const ranges: ProbeRange[] = [];
  let count = 0;
  for (const part of parts(space, prefix.family, prefix.base, last(prefix)))
    if (count++ < mostRanges) ranges.push(probed(space, part));
  return { kind: 'found', parts: ranges, count };
}

function probed(space: Space, part: AddressRange): ProbeRange {
  const { family, first, last: end, action, nextHop, route, routerRow } = part;
  const table = space.tables[family];
  const candidates = route < 0 ? [] : matches(table, first).map((row) => table.owner[row]);
  const { router } = space;
  const rows = router && nextHop ? routerCandidates(router, family, first) : [];
  const why =
    action === 'local'
      ? 'These addresses are local to the kernel, whatever the main table contains'
      : route < 0
        ? 'No route contains it, so the kernel replies that the network is unreachable'
        : candidates.length === 1
          ? `Only ${space.routes[route].prefix} contains it`
          : `${space.routes[route].prefix} is the most specific of ${counted(candidates.length, 'route')} that contain it`;
  return {
    range: formatRange(family, first, end),
    addresses: countedAddresses(end - first + 1n),
    action,
    nextHop,
    candidates,
    why,
    routerCandidates: rows.flatMap((index) => {
      const row = router?.view.rows.at(index);
      return row ? [{ row, decides: index === routerRow }] : [];
    }),
  };
}

/** A range that is routed differently; the caller formats it. */
export interface ChangedRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly from: WholePath;
  readonly to: WholePath;
  /** The index of the route that now decides the first address; -1 for none. */
  readonly route: number;
}

/** As a prefix if possible. */
export const rangeText = ({ family, first, last: end }: ChangedRange): string =>
  formatRange(family, first, end);

export const sizeText = ({ first, last: end }: ChangedRange): string => countedAddresses(end - first + 1n);

/** The ranges with a different path in `after` than in `before`, ascending, IPv4 first. */
export function changedRanges(before: Space, after: Space): ChangedRange[] {
  return ([4, 6] as const).flatMap((family) => {
    const [one, other] = [addressRanges(before, family), addressRanges(after, family)];
    const table = after.tables[family];
    const changed: ChangedRange[] = [];
    for (let at = 0n, i = 0, j = 0; i < one.length;) {
      const [from, to] = [one[i], other[j]];
      const end = from.last < to.last ? from.last : to.last;
      if (to.action !== 'local' && !isSamePath(from, to)) {
        const previous = changed.at(-1);
        if (previous?.last === at - 1n && isSamePath(previous.from, from) && isSamePath(previous.to, to))
          changed[changed.length - 1] = { ...previous, last: end };
        else {
          const row = match(table, at);
          changed.push({ family, first: at, last: end, from, to, route: row < 0 ? -1 : table.owner[row] });
        }
      }
      at = end + 1n;
      if (from.last === end) i++;
      if (to.last === end) j++;
    }
    return changed;
  });
}

/** A predicate for prefixes that overlap the query; undefined if the query is not an address or a prefix. */
export function sharing(query: string): ((prefix: string) => boolean) | undefined {
  const wanted = parsePrefix(query.trim());
  if (!wanted) return undefined;
  return (text) => {
    const prefix = parsePrefix(text);
    return prefix !== undefined && overlaps(prefix, wanted);
  };
}
