import { sites } from '../model/effective';
import { pathOf } from '../model/load';
import { commentedSpan, systemRouteAt, targetAt, type Model } from '../model/model';
import { firstOnes, routerOf } from '../model/network';
import { defaultPlatform } from '../syntax/statements';
import { DIRECT, VPC, typeOf, type RouteType } from '../model/actions';
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
import { documentation, documentationOnce, preamble } from '../syntax/comments';
import { sha256, utf8 } from './bytes';
import { commentText } from './text';

/** Every decision about what is set at a start: the targets only write it down. */
export interface Plan {
  /** The lifecycle configuration's name. */
  readonly name: string;
  /** The first 12 digits of the policy file's SHA-256: tells from a log which text was compiled. Made when asked for. */
  readonly hash: () => string;
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
  /** The user's own script, run once the routes are in place. */
  readonly onStart: OnStart | undefined;
  readonly instance: PlannedInstance;
}

export interface OnStart {
  /** As the policy writes its path, safe to stand in a comment. */
  readonly name: string;
  /** LF only. */
  readonly text: string;
}

/** What an output that creates a notebook instance has to know. */
export interface PlannedInstance {
  readonly platform: string;
  readonly directInternet: boolean;
  /** Whether it is attached to a VPC. */
  readonly attached: boolean;
  /** The subnets it may be in, as the policy declares them. */
  readonly subnets: readonly string[];
}

export interface PlannedRoute extends Prefix {
  /** As ip-route(8) prints it: an address alone stands for its /32 or /128. */
  readonly prefix: string;
  readonly type: RouteType;
  /** Undefined for a refusal. */
  readonly next: 'vpc' | 'direct' | undefined;
  /** Whether it is one of the VPC's own blocks, which an instance has of itself more often than not. */
  readonly block: boolean;
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
  /** Whether the router an IPv6 instance has learnt does in its place: not where the policy pins one. */
  readonly learnt: boolean;
}

/** The plan of a model without errors; of another one what could be understood. Made once for a model. */
export function planOf(model: Model): Plan {
  const plan = plans.get(model) ?? planned(model);
  plans.set(model, plan);
  return plan;
}

const plans = new WeakMap<Model, Plan>();

function planned(model: Model): Plan {
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
    hash: () => sha256(utf8(model.unit.file.source)).slice(0, 12),
    about: about(model, single.get('policy')),
    routes,
    vpc:
      found[4].length + found[6].length > 0
        ? { pinned: pinnedName(network.interfaces.vpc), places: found }
        : undefined,
    direct: direct ? { pinned: pinnedName(network.interfaces.direct) } : undefined,
    six: routes.some(({ family }) => family === 6),
    onFailure: onFailure?.kind === 'on-failure' && onFailure.value?.text === 'continue' ? 'continue' : 'stop',
    onStart: onStartOf(model),
    instance: {
      platform: platformOf(single.get('platform')),
      directInternet: network.directInternet || network.vpc.length === 0,
      attached: network.vpc.length > 0,
      subnets: network.subnets.map(({ prefix }) => formatPrefix(prefix)),
    },
  };
}

/** The policy's routes in text order; those the system holds already are its own. */
function policyRoutes(model: Model): PlannedRoute[] {
  const rows: { owner: number; prefix: Prefix }[] = [];
  for (const table of [model.tables[4], model.tables[6]])
    for (let row = 0; row < table.count; row++)
      if (!isEqualToOuter(table, row) && !systemRouteAt(model, table.owner[row]))
        rows.push({ owner: table.owner[row], prefix: prefixAt(table, row) });
  rows.sort((a, b) => a.owner - b.owner || comparePrefixes(a.prefix, b.prefix));

  let owner = -1;
  let way = 0;
  let from = -1;
  let comment: readonly string[] = [];
  return rows.map((row) => {
    if (row.owner !== owner) {
      owner = row.owner;
      const target = targetAt(model, owner);
      way = target.way;
      const statement = commentedSpan(model, target);
      if (statement.from !== from) {
        from = statement.from;
        comment = comments(documentationOnce(model.unit.file, statement));
      }
    }
    const route = routeTo(row.prefix, way, comment);
    // The statement's next routes stand below these comments.
    comment = [];
    return route;
  });
}

function onStartOf({ unit }: Model): OnStart | undefined {
  const statement = firstOnes(unit.file).get('on-start');
  if (statement?.kind !== 'on-start' || !statement.path) return undefined;
  const path = pathOf(unit, unit.path, statement.path);
  const read = path === undefined ? undefined : unit.data.get(path);
  if (read?.kind !== 'text') return undefined;
  // An interpreter named with a CR is not found, and AWS then speaks of a start that took too long.
  return {
    name: commentText(statement.path.text),
    text: read.text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n'),
  };
}

/**
 * The VPC's blocks that have a router, none that is the subnet itself: that one the instance is connected to.
 * Another subnet that is a whole block is set here and left alone by the script there.
 */
function vpcBlocks(model: Model, places: PlannedVpc['places']): PlannedRoute[] {
  const all = sites(model);
  const isEverywhereConnected = (block: Prefix) =>
    all.every(({ four, six }) => [four, six].some((subnet) => subnet && equals(subnet, block)));
  return model.network.vpc
    .map(({ prefix }) => prefix)
    .filter((prefix) => places[prefix.family].length > 0 && !isEverywhereConnected(prefix))
    .map((prefix, i) => routeTo(prefix, VPC, i === 0 ? ["the VPC's own"] : [], true));
}

function routeTo(prefix: Prefix, way: number, comment: readonly string[], block = false): PlannedRoute {
  const { family, base, length } = prefix;
  return {
    family,
    base,
    length,
    prefix: kernelSpelling(prefix),
    type: typeOf(way),
    next: way === VPC ? 'vpc' : way === DIRECT ? 'direct' : undefined,
    block,
    comment,
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
      learnt: family === 6 && network.interfaces.vpc.gateway?.family !== 6,
    }));
  const { gateway } = network.interfaces.vpc;
  if (gateway?.family !== family) return [];
  return [{ subnet: undefined, router: formatAddress(family, gateway.value), learnt: false }];
}

/** Where the VPC's interface is when only its name is wanted: the VPC's blocks do for the subnets. */
function anywhere({ network }: Model, places: readonly Place[]): readonly Place[] {
  if (places.length > 0) return places;
  return network.vpc
    .filter(({ prefix }) => prefix.family === 4)
    .map(({ prefix }) => ({ subnet: formatPrefix(prefix), router: undefined, learnt: false }));
}

function platformOf(statement: Statement | undefined): string {
  const stated = statement?.kind === 'platform' ? statement.value?.text : undefined;
  return stated ?? defaultPlatform;
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
  return [...(own.length > 0 ? own : comments(preamble(file))), ...dates(model)];
}

/** From which of AWS's files the lists were taken, a line a file. */
function dates({ sources }: Model): string[] {
  const lines = [...sources].flatMap(([{ path }, { createDate }]) =>
    createDate === undefined ? [] : [commentText(`${path.text}: created ${createDate}`)],
  );
  return [...new Set(lines)];
}

/** Comment lines fit for a script, without empty ones at both ends. */
function comments(lines: readonly string[]): string[] {
  const found = lines.map(commentText);
  while (found[0] === '') found.shift();
  while (found[found.length - 1] === '') found.pop();
  return found;
}
