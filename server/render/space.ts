import { localAt } from '../model/lookup';
import { changes, ranges } from '../model/diff';
import { routeActions } from '../model/actions';
import { formatRange, last, overlaps, parsePrefix, type Family, type Prefix } from '../net/prefix';
import { readPrefix } from '../net/spelling';
import { matches, matchPosition, pieces, rowsOf, tableOf, type Table } from '../net/table';
import { type PictureRoute } from './picture';
import { counted, countedAddresses } from '../lib/numbers';

/** An effective table as something to look addresses up in; rows are owned by the routes, by their index. */
export interface Space {
  readonly routes: readonly PictureRoute[];
  readonly tables: { readonly 4: Table; readonly 6: Table };
  /** What the kernel keeps to itself, ascending and disjoint: the subnet's broadcast address too. */
  readonly local: readonly Prefix[];
}

/** Routes whose prefix or way nobody knows are left out. */
export function spaceOf(routes: readonly PictureRoute[], subnet: string | null): Space {
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
  };
}

interface Entry {
  readonly prefix: Prefix;
  readonly action: number;
  readonly owner: number;
}

/** A stretch of IPv4 addresses that go one way; few enough for numbers. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
  readonly action: string;
  /** The index of the route that decides the first of them; -1 where none matches, or the kernel decides. */
  readonly route: number;
}

/** Where all IPv4 addresses go: ascending, without gaps, neighbours of one way joined. */
export function addressRanges({ tables, local }: Space): AddressRange[] {
  const table = tables[4];
  const { count, from, row } = ranges(table);
  const kept = local.filter(({ family }) => family === 4);
  const found: AddressRange[] = [];
  const add = (first: number, end: number, action: string, route: number): void => {
    const before = found.at(-1);
    if (before?.action === action) found[found.length - 1] = { ...before, last: end };
    else found.push({ first, last: end, action, route });
  };
  let [at, next] = [0, 0];
  for (let i = 0; i < count; i++) {
    const end = (i + 1 < count ? from[i + 1] : 2 ** 32) - 1;
    while (at <= end) {
      // What the kernel keeps stands before what the table says, and may reach into the stretches behind.
      const keeps = next < kept.length && kept[next].base <= end;
      const until = keeps ? Number(kept[next].base) - 1 : end;
      const its = at > from[i] ? matchPosition(table, at) : row[i];
      if (at <= until)
        add(at, until, its < 0 ? '' : routeActions[table.action[its]], its < 0 ? -1 : table.owner[its]);
      at = until + 1;
      if (!keeps) continue;
      at = Number(last(kept[next++])) + 1;
      add(until + 1, at - 1, 'local', -1);
    }
  }
  return found;
}

/** Addresses of a family that one route decides. */
interface RoutedPart {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly action: string;
  /** The index of the route; -1 where none matches, or the kernel decides. */
  readonly route: number;
}

/** Where the addresses from `first` to `end` go, ascending, without gaps. */
function* parts(space: Space, family: Family, first: bigint, end: bigint): Generator<RoutedPart> {
  let at = first;
  for (const prefix of space.local) {
    if (prefix.family !== family || last(prefix) < at || prefix.base > end) continue;
    if (prefix.base > at) yield* routed(space, family, at, prefix.base - 1n);
    const from = prefix.base > at ? prefix.base : at;
    const until = last(prefix) < end ? last(prefix) : end;
    yield { family, first: from, last: until, action: 'local', route: -1 };
    at = until + 1n;
  }
  if (at <= end) yield* routed(space, family, at, end);
}

function* routed(space: Space, family: Family, first: bigint, end: bigint): Generator<RoutedPart> {
  const table = space.tables[family];
  for (const piece of pieces(table, first, end)) {
    const route = piece.row < 0 ? -1 : table.owner[piece.row];
    yield {
      family,
      first: piece.first,
      last: piece.last,
      action: route < 0 ? '' : routeActions[table.action[piece.row]],
      route,
    };
  }
}

/** One stretch of what was asked for, decided by one route. */
export interface ProbePart {
  readonly range: string;
  readonly addresses: string;
  readonly action: string;
  /** Every route that contains the stretch, longest first: indexes into the routes. The first one wins. */
  readonly candidates: readonly number[];
  /** Why it goes there, as a sentence without a final period. */
  readonly why: string;
}

/** What a probe found: the first parts, and how many there are; or what is wrong with the question. */
export type Probe =
  | { readonly kind: 'found'; readonly parts: readonly ProbePart[]; readonly count: number }
  | { readonly kind: 'problem'; readonly problem: string };

const mostParts = 100;

/** Where an address or every part of a prefix goes, and why. */
export function probe(space: Space, query: string): Probe {
  const word = query.trim();
  const prefix = parsePrefix(word);
  if (!prefix) {
    const { problem } = readPrefix(word);
    return { kind: 'problem', problem: problem?.message ?? `invalid address or prefix ${word}` };
  }
  const found: ProbePart[] = [];
  let count = 0;
  for (const part of parts(space, prefix.family, prefix.base, last(prefix)))
    if (count++ < mostParts) found.push(probed(space, part));
  return { kind: 'found', parts: found, count };
}

function probed(space: Space, { family, first, last: end, action, route }: RoutedPart): ProbePart {
  const range = formatRange(family, first, end);
  const addresses = countedAddresses(end - first + 1n);
  const table = space.tables[family];
  const candidates = route < 0 ? [] : matches(table, first).map((row) => table.owner[row]);
  const why =
    action === 'local'
      ? 'The kernel keeps these addresses to itself, whatever the table says'
      : route < 0
        ? 'No route contains it, so the kernel answers that the network is unreachable'
        : candidates.length === 1
          ? `Only ${space.routes[route].prefix} contains it`
          : `${space.routes[route].prefix} is the longest of ${counted(candidates.length, 'route')} that contain it`;
  return { range, addresses, action, candidates, why };
}

/** A range of addresses that goes another way than before; its texts are made by whoever shows it. */
export interface ChangedRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  /** Ways; '' where there was or is none. */
  readonly from: string;
  readonly to: string;
  /** The index of the route that decides the first of them now; -1 for none. */
  readonly route: number;
}

/** As a prefix where it is one. */
export const rangeText = ({ family, first, last: end }: ChangedRange): string =>
  formatRange(family, first, end);

/** How many addresses it has, in words. */
export const sizeText = ({ first, last: end }: ChangedRange): string => countedAddresses(end - first + 1n);

/** What goes another way in `after` than in `before`, ascending, IPv4 first. */
export function changedRanges(before: Space, after: Space): ChangedRange[] {
  return ([4, 6] as const).flatMap((family) =>
    changes(before.tables[family], after.tables[family], after.local).map(({ first, last, from, to }) => ({
      family,
      first,
      last,
      from: routeActions[from.action] ?? '',
      to: routeActions[to.action] ?? '',
      route: to.row < 0 ? -1 : after.tables[family].owner[to.row],
    })),
  );
}

/** Tells the prefixes that share an address with what was asked for; undefined where that is no address or prefix. */
export function sharing(query: string): ((prefix: string) => boolean) | undefined {
  const wanted = parsePrefix(query.trim());
  if (!wanted) return undefined;
  return (text) => {
    const prefix = parsePrefix(text);
    return prefix !== undefined && overlaps(prefix, wanted);
  };
}
