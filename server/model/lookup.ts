import {
  comparePrefixes,
  contains,
  last,
  overlaps,
  literalPrefix,
  type Family,
  type Prefix,
} from '../net/prefix';
import { matches, decidedRanges, prefixAt } from '../net/table';
import { routeAt, sites, type Route, type Site } from './effective';
import type { Model } from './model';
import { LOCAL } from './actions';

/** An address range with one route. */
export interface RouteRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  /** The route that decides; undefined if none matches. */
  readonly route: Route | undefined;
  /** Every route that contains the whole range, the most specific first, which decides. */
  readonly candidates: readonly Route[];
}

/**
 * Addresses that the kernel handles locally whatever the main table has: loopback, multicast and limited broadcast.
 * ip-route(8), "local" and "multicast" routes; RFC 1122, 3.2.1.3; RFC 4291, 2.4.
 */
export const localPrefixes: readonly Prefix[] = [
  '127.0.0.0/8',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::1/128',
  'ff00::/8',
].map(literalPrefix);

/** How the addresses of a prefix are routed: exact and disjoint ranges in ascending order. */
export function lookup(model: Model, prefix: Prefix, site: Site = sites(model)[0]): RouteRange[] {
  const { family } = prefix;
  let parts: RouteRange[] = [];
  let at = prefix.base;
  const end = last(prefix);
  const kept = localAt(site.four).filter((each) => overlaps(each, prefix));
  for (const local of kept.map(localRoute)) {
    if (local.prefix.base > at) parts = parts.concat(routed(model, family, at, local.prefix.base - 1n, site));
    const first = at > local.prefix.base ? at : local.prefix.base;
    const until = last(local.prefix) < end ? last(local.prefix) : end;
    parts.push({ family, first, last: until, route: local, candidates: [local] });
    at = until + 1n;
  }
  return at <= end ? parts.concat(routed(model, family, at, end, site)) : parts;
}

function routed(model: Model, family: Family, first: bigint, end: bigint, site: Site): RouteRange[] {
  const table = model.tables[family];
  const parts: RouteRange[] = [];
  for (const piece of decidedRanges(table, first, end)) {
    const rows = piece.row < 0 ? [] : matches(table, piece.first);
    const candidates = rows.flatMap(
      (row) => routeAt(model, prefixAt(table, row), table.owner[row], site) ?? [],
    );
    parts.push({ family, first: piece.first, last: piece.last, route: candidates[0], candidates });
  }
  return joined(parts);
}

/** Joins neighbours with the same route, which another subnet's connected route may separate. */
function joined(parts: readonly RouteRange[]): RouteRange[] {
  const result: RouteRange[] = [];
  for (const part of parts) {
    const before = result[result.length - 1];
    if (
      before?.route &&
      part.route &&
      sameRoute(before.route, part.route) &&
      before.candidates.length === part.candidates.length
    )
      result[result.length - 1] = { ...before, last: part.last };
    else result.push(part);
  }
  return result;
}

function sameRoute(a: Route, b: Route): boolean {
  return comparePrefixes(a.prefix, b.prefix) === 0 && a.destination?.ordinal === b.destination?.ordinal;
}

/**
 * What is local on a notebook in an IPv4 subnet, ascending: the addresses that are local everywhere, and the subnet's
 * broadcast address.
 */
export function localAt(four: Prefix | undefined): Prefix[] {
  const prefixes = [...localPrefixes];
  if (four && four.length < 31) {
    const broadcast: Prefix = { family: 4, base: last(four), length: 32 };
    if (!prefixes.some((prefix) => contains(prefix, broadcast))) prefixes.push(broadcast);
  }
  return prefixes.sort(comparePrefixes);
}

function localRoute(prefix: Prefix): Route {
  return {
    prefix,
    action: LOCAL,
    gateway: undefined,
    interface: 'lo',
    connected: true,
    destination: undefined,
    part: 'local',
  };
}
