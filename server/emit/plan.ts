import { sites } from '../model/effective';
import { statementOf, systemRouteAt, targetAt, type Model } from '../model/model';
import { firstOnes, routerOf } from '../model/network';
import { DIRECT, VPC, typeOf, type RouteType } from '../model/ways';
import {
  bits,
  comparePrefixes,
  equals,
  formatAddress,
  formatIPv4,
  formatPrefix,
  type Family,
  type Prefix,
} from '../net/prefix';
import { isEqualToOuter, prefixAt } from '../net/table';
import type { Statement } from '../syntax/ast';
import { documentation, preamble } from '../syntax/comments';

/** Every decision about what is set at a start: the targets only write it down. */
export interface Plan {
  /** The lifecycle configuration's name. */
  readonly name: string;
  /** What the policy says of itself, a line each, safe to stand behind "# ". */
  readonly about: readonly string[];
  /** In the order they are set: refusals, so that nothing leaks meanwhile; the VPC's blocks; the policy's own. */
  readonly routes: readonly PlannedRoute[];
  /** How the VPC's interface is found; undefined when nothing has to know it. */
  readonly vpc: PlannedVpc | undefined;
  /** How the direct interface is found; undefined when no route needs it. */
  readonly direct: { readonly pinned: string | undefined } | undefined;
  /** Whether any route is IPv6. */
  readonly six: boolean;
  /** What a route that cannot be set means for the start. */
  readonly onFailure: 'stop' | 'continue';
}

export interface PlannedRoute {
  readonly family: Family;
  /** As ip-route(8) prints it: an address alone stands for its /32 or /128. */
  readonly prefix: string;
  readonly type: RouteType;
  /** Undefined for a refusal. */
  readonly next: 'vpc' | 'direct' | undefined;
  /** The policy's comments on it, a line each, safe to stand behind "# "; none where the route before has them. */
  readonly comment: readonly string[];
}

export interface PlannedVpc {
  readonly pinned: string | undefined;
  /** Where an instance may be, by IP version: it has an address in one of them. Empty where no route needs to know. */
  readonly places: { readonly 4: readonly Place[]; readonly 6: readonly Place[] };
}

/** A subnet with the router that every `via vpc` uses there. */
export interface Place {
  /** Undefined: wherever the pinned interface is. */
  readonly subnet: string | undefined;
  /** Undefined where no route needs it: the interface has only to be told from the direct one. */
  readonly router: string | undefined;
}

/** AWS takes a lifecycle configuration's content as base64 of at most 16,384 characters: so many bytes of script. */
export const scriptLimit = 12288;

/** The plan of a model without errors; of another one what could be understood. */
export function planOf(model: Model): Plan {
  const { network } = model;
  const places = { 4: placesOf(model, 4), 6: placesOf(model, 6) };
  const own = policyRoutes(model);
  const refusals = own.filter(({ next }) => next === undefined);
  const leading = own.filter(({ next }) => next !== undefined);
  const routes = [...refusals, ...vpcBlocks(model, places), ...leading];
  const needs = (family: Family) => routes.some((route) => route.family === family && route.next === 'vpc');
  const direct = routes.some(({ next }) => next === 'direct');
  const found: PlannedVpc['places'] = {
    4: needs(4) ? places[4] : direct ? anywhere(model, places[4]) : [],
    6: needs(6) ? places[6] : [],
  };
  const single = firstOnes(model.unit.file);
  const onFailure = single.get('on-failure');
  return {
    name: model.name,
    about: about(model, single.get('policy')),
    routes: withoutRepeatedComments(routes),
    vpc:
      found[4].length + found[6].length > 0
        ? { pinned: pinnedName(network.interfaces.vpc), places: found }
        : undefined,
    direct: direct ? { pinned: pinnedName(network.interfaces.direct) } : undefined,
    six: routes.some(({ family }) => family === 6),
    onFailure: onFailure?.kind === 'on-failure' && onFailure.value?.text === 'continue' ? 'continue' : 'stop',
  };
}

/**
 * An upper bound of the readable script's size in bytes, from the number of routes alone: cheap enough for every
 * keystroke. Comments are not counted.
 */
export function sizeBound(model: Model): number {
  const longest = { 4: 90, 6: 140 };
  return 4000 + model.tables[4].count * longest[4] + model.tables[6].count * longest[6];
}

/** Text of the policy made fit for one line of a comment in a script: nothing that a terminal or a parser obeys. */
export function commentText(text: string): string {
  return (
    text
      // Controls, line and paragraph separators, marks that reorder what is shown, byte order marks.
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
      .replace(/\p{Cs}/gu, '\ufffd')
      // Not a directive to shellcheck, whoever wrote it.
      .replace(/^\s*shellcheck\b/, '(shellcheck)')
      .trimEnd()
  );
}

interface OwnRoute extends PlannedRoute {
  /** What its comments come from. */
  readonly source: unknown;
}

/** The policy's routes in text order; those the system holds already are its own. */
function policyRoutes(model: Model): OwnRoute[] {
  const rows: { owner: number; prefix: Prefix }[] = [];
  for (const table of [model.tables[4], model.tables[6]])
    for (let row = 0; row < table.count; row++)
      if (!isEqualToOuter(table, row) && !systemRouteAt(model, table.owner[row]))
        rows.push({ owner: table.owner[row], prefix: prefixAt(table, row) });
  rows.sort((a, b) => a.owner - b.owner || comparePrefixes(a.prefix, b.prefix));

  let owner = -1;
  let statement: Statement | undefined;
  let comment: string[] = [];
  return rows.map((row) => {
    const target = targetAt(model, row.owner);
    if (row.owner !== owner) {
      owner = row.owner;
      const its = statementOf(model, target);
      if (its?.from !== statement?.from || !its) {
        statement = its;
        comment = its ? comments(documentation(model.unit.file, its)) : [];
      }
    }
    return { ...planned(row.prefix, target.way), comment, source: statement };
  });
}

/**
 * The VPC's blocks that have a router, none that is the subnet itself: that one the instance is connected to.
 * Another subnet that is a whole block is set here and left alone by the script there.
 */
function vpcBlocks(model: Model, places: PlannedVpc['places']): OwnRoute[] {
  const all = sites(model);
  const isEverywhereConnected = (block: Prefix) =>
    all.every(({ four, six }) => [four, six].some((subnet) => subnet && equals(subnet, block)));
  return model.network.vpc
    .map(({ prefix }) => prefix)
    .filter((prefix) => places[prefix.family].length > 0 && !isEverywhereConnected(prefix))
    .map((prefix) => ({ ...planned(prefix, VPC), comment: ["the VPC's own"], source: vpcBlocks }));
}

function planned(prefix: Prefix, way: number): Omit<PlannedRoute, 'comment'> {
  return {
    family: prefix.family,
    prefix: kernelSpelling(prefix),
    type: typeOf(way),
    next: way === VPC ? 'vpc' : way === DIRECT ? 'direct' : undefined,
  };
}

/** inet_ntop(3) writes an IPv6 address whose first 96 bits are zero with its last 32 as IPv4. */
function kernelSpelling(prefix: Prefix): string {
  const { family, base, length } = prefix;
  const compatible = family === 6 && base > 0xffffn && base >> 32n === 0n;
  const address = compatible ? `::${formatIPv4(Number(base))}` : formatAddress(family, base);
  return length === bits(family) ? address : `${address}/${length}`;
}

/** The places whose router is known: the declared subnets, or wherever the pinned interface is. */
function placesOf({ network }: Model, family: Family): Place[] {
  if (network.vpc.length === 0) return [];
  const subnets = network.subnets.map(({ prefix }) => prefix).filter((prefix) => prefix.family === family);
  if (subnets.length > 0)
    return subnets.map((subnet) => ({
      subnet: formatPrefix(subnet),
      router: formatAddress(family, routerOf(network, subnet).value),
    }));
  const { gateway } = network.interfaces.vpc;
  if (gateway?.family !== family) return [];
  return [{ subnet: undefined, router: formatAddress(family, gateway.value) }];
}

/** Where the VPC's interface is when only its name is wanted: the VPC's blocks do for the subnets. */
function anywhere({ network }: Model, places: readonly Place[]): readonly Place[] {
  if (places.length > 0) return places;
  return network.vpc
    .filter(({ prefix }) => prefix.family === 4)
    .map(({ prefix }) => ({ subnet: formatPrefix(prefix), router: undefined }));
}

function pinnedName({
  pinned,
  name,
}: {
  readonly pinned: boolean;
  readonly name: string;
}): string | undefined {
  return pinned ? name : undefined;
}

/** What stands above `policy`, else what the file begins with. */
function about(model: Model, policy: Statement | undefined): string[] {
  const { file } = model.unit;
  const own = policy ? comments(documentation(file, policy)) : [];
  return own.length > 0 ? own : comments(preamble(file));
}

/** Comment lines fit for a script, without empty ones at both ends. */
function comments(lines: readonly string[]): string[] {
  const found = lines.map(commentText);
  while (found[0] === '') found.shift();
  while (found[found.length - 1] === '') found.pop();
  return found;
}

function withoutRepeatedComments(routes: readonly OwnRoute[]): PlannedRoute[] {
  return routes.map(({ source, ...route }, i) =>
    i > 0 && routes[i - 1].source === source ? { ...route, comment: [] } : route,
  );
}
