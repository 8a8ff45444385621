import { oncePer } from '../lib/once-per';
import { DIRECT, VPC, typeOf, actionText, type RouteType } from '../model/actions';
import { policyComment, routeComment, sourceDates } from '../model/documentation';
import { sites } from '../model/effective';
import { systemRouteAt, destinationAt, type Model } from '../model/model';
import { routerOf } from '../model/network';
import { onStartText } from '../model/on-start';
import { factsOf, type ScriptFacts } from '../model/script-comment';
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
import { isEqualToCovering, prefixAt } from '../net/table';
import { commentText } from './text';
import { withoutMark } from '../lib/byte-order-mark';

/** Every decision about the routes that are installed; the output formats only write it down. */
export interface Plan {
  /** The lifecycle configuration's name. */
  readonly name: string;
  /** The machine-readable facts about the policy. */
  readonly facts: ScriptFacts;
  /** The policy's description of itself, one entry per line, safe after "# ". */
  readonly about: readonly string[];
  /**
   * In the order of installation: reject routes first, so that nothing leaks meanwhile; the VPC's blocks; the policy's
   * other routes. Prefixes are unique.
   */
  readonly routes: readonly PlannedRoute[];
  /** How the VPC's interface is found; undefined if nothing needs it. */
  readonly vpc: PlannedVpc | undefined;
  /** How the direct interface is found; undefined if no route needs it. */
  readonly direct: { readonly pinned: string | undefined } | undefined;
  /** Whether any route is IPv6. */
  readonly six: boolean;
  /** What happens if a route cannot be installed. */
  readonly onFailure: 'stop' | 'continue';
  /** The user's own script, run after the routes are installed. */
  readonly onStart: OnStart | undefined;
  readonly instance: PlannedInstance;
}

export interface OnStart {
  /** The path as the policy has it, safe in a comment. */
  readonly name: string;
  /** LF only. */
  readonly text: string;
}

/** What formats need that create a notebook instance. */
export interface PlannedInstance {
  readonly platform: string;
  readonly directInternet: boolean;
  /** Whether it is attached to a VPC. */
  readonly attached: boolean;
  /** The subnets it may be in, as the policy has them. */
  readonly subnets: readonly string[];
}

export interface PlannedRoute extends Prefix {
  /** In ip-route(8)'s notation: an address without a length is a /32 or /128. */
  readonly prefix: string;
  /** As the language writes it: `via vpc`, `unreachable`. */
  readonly action: string;
  readonly type: RouteType;
  /** Undefined for a reject route. */
  readonly next: 'vpc' | 'direct' | undefined;
  /** Whether it is one of the VPC's own blocks, for which an instance usually has a route already. */
  readonly block: boolean;
  /** The policy's comments on it, one entry per line, safe after "# "; empty if the preceding route has them. */
  readonly comment: readonly string[];
}

export interface PlannedVpc {
  readonly pinned: string | undefined;
  /**
   * The subnets where an instance may be, by IP version: it has an address in one of them. Empty if no route needs it.
   */
  readonly subnetRouters: { readonly 4: readonly SubnetRouter[]; readonly 6: readonly SubnetRouter[] };
}

/** A subnet, and its router: the gateway of every `via vpc` there. */
export interface SubnetRouter {
  /** Undefined for a pinned interface, whose subnet is not declared. */
  readonly subnet: string | undefined;
  /** Undefined if no route needs it, because the interface only has to be distinguished from the direct one. */
  readonly router: string | undefined;
  /** Whether a router that an IPv6 instance has learnt can take its place; not if the policy pins one. */
  readonly learnt: boolean;
}

/** Whether the routers of a family are found at each start, because there are several subnets or they are learnt. */
export function isRouterFound(plan: Plan, family: Family): boolean {
  const subnetRouters = plan.vpc?.subnetRouters[family] ?? [];
  return subnetRouters.length > 1 || subnetRouters.some(({ learnt }) => learnt);
}

/** The plan of a model, cached. If the model has errors, the plan has what could be understood. */
export const planOf = oncePer(planned);

function planned(model: Model): Plan {
  const { network } = model;
  const subnetRouters = { 4: subnetRoutersOf(model, 4), 6: subnetRoutersOf(model, 6) };
  const policyOwn = policyRoutes(model);
  const rejecting = policyOwn.filter(({ next }) => next === undefined);
  const leading = policyOwn.filter(({ next }) => next !== undefined);
  const routes = distinct([...rejecting, ...vpcBlocks(model, subnetRouters, policyOwn), ...leading]);
  const needs = (family: Family) => routes.some((route) => route.family === family && route.next === 'vpc');
  const direct = routes.some(({ next }) => next === 'direct');
  const usedSubnetRouters: PlannedVpc['subnetRouters'] = {
    4: needs(4) ? subnetRouters[4] : direct ? anywhere(model, subnetRouters[4]) : [],
    6: needs(6) ? subnetRouters[6] : [],
  };
  const facts = factsOf(model);
  return {
    name: model.name,
    facts,
    about: [...comments(policyComment(model)), ...sourceDates(model).map(commentText)],
    routes,
    vpc:
      usedSubnetRouters[4].length + usedSubnetRouters[6].length > 0
        ? { pinned: pinnedName(network.interfaces.vpc), subnetRouters: usedSubnetRouters }
        : undefined,
    direct: direct ? { pinned: pinnedName(network.interfaces.direct) } : undefined,
    six: routes.some(({ family }) => family === 6),
    onFailure: facts.onFailure,
    onStart: onStartOf(model, facts),
    instance: {
      platform: facts.platform,
      directInternet: facts.directInternet || facts.vpc.length === 0,
      attached: facts.vpc.length > 0,
      subnets: facts.subnets.map(formatPrefix),
    },
  };
}

/** The policy's routes in text order; those in place of the VPC's own routes are the policy's. */
function policyRoutes(model: Model): PlannedRoute[] {
  const rows: { owner: number; prefix: Prefix }[] = [];
  for (const table of [model.tables[4], model.tables[6]])
    for (let row = 0; row < table.count; row++)
      if (!isEqualToCovering(table, row) && !systemRouteAt(model, table.owner[row]))
        rows.push({ owner: table.owner[row], prefix: prefixAt(table, row) });
  rows.sort((a, b) => a.owner - b.owner || comparePrefixes(a.prefix, b.prefix));

  let owner = -1;
  let action = 0;
  let statement = -1;
  let comment: readonly string[] = [];
  return rows.map((row) => {
    if (row.owner !== owner) {
      owner = row.owner;
      const destination = destinationAt(model, owner);
      action = destination.action;
      const documented = routeComment(model, destination);
      if (documented.statement !== statement) {
        statement = documented.statement;
        comment = comments(documented.lines);
      }
    }
    const route = routeTo(row.prefix, action, comment);
    // The other routes of the statement have the same comments.
    comment = [];
    return route;
  });
}

function onStartOf(model: Model, { onStart }: ScriptFacts): OnStart | undefined {
  const text = onStartText(model);
  // An interpreter whose name ends in a CR is not found, and AWS would report that the start timed out.
  return onStart === undefined || text === undefined
    ? undefined
    : { name: commentText(onStart), text: withoutMark(text).replace(/\r\n/g, '\n') };
}

/**
 * The VPC's blocks that have a router, except those that the policy routes itself, and the block that is the only
 * subnet: the instance is connected to that. If one of several subnets is a whole block, its route is installed here,
 * and the script skips it there.
 */
function vpcBlocks(
  model: Model,
  subnetRouters: PlannedVpc['subnetRouters'],
  own: readonly PlannedRoute[],
): PlannedRoute[] {
  const all = sites(model);
  const isEverywhereConnected = (block: Prefix) =>
    all.every(({ four, six }) => [four, six].some((subnet) => subnet && equals(subnet, block)));
  return factsOf(model)
    .vpc.filter((block) => subnetRouters[block.family].length > 0 && !isEverywhereConnected(block))
    .filter((block) => !own.some((route) => equals(route, block)))
    .map((block, i) => routeTo(block, VPC, i === 0 ? ["the VPC's own"] : [], true));
}

/** The first route of each prefix: a later one would replace it. */
function distinct(routes: readonly PlannedRoute[]): readonly PlannedRoute[] {
  const seen = new Set<string>();
  for (const { prefix } of routes) {
    if (seen.has(prefix)) throw new Error(`two planned routes have the prefix ${prefix}`);
    seen.add(prefix);
  }
  return routes;
}

function routeTo(prefix: Prefix, action: number, comment: readonly string[], block = false): PlannedRoute {
  const { family, base, length } = prefix;
  return {
    family,
    base,
    length,
    prefix: kernelSpelling(prefix),
    action: actionText(action),
    type: typeOf(action),
    next: action === VPC ? 'vpc' : action === DIRECT ? 'direct' : undefined,
    block,
    comment,
  };
}

/** inet_ntop(3) writes the last 32 bits of an IPv6 address as IPv4 if the first 96 are zero. */
function kernelSpelling(prefix: Prefix): string {
  const { family, base, length } = prefix;
  const compatible = family === 6 && base > 0xffffn && base >> 32n === 0n;
  const address = compatible ? `::${formatIPv4(Number(base))}` : formatAddress(family, base);
  return length === bits(family) ? address : `${address}/${length}`;
}

/** The subnets whose router is known: the declared subnets, or the pinned interface. */
function subnetRoutersOf(model: Model, family: Family): SubnetRouter[] {
  const { network } = model;
  if (network.vpc.length === 0) return [];
  const subnets = factsOf(model).subnets.filter((prefix) => prefix.family === family);
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

/** The places of the VPC's interface if only its name is needed: without subnets, the VPC's blocks. */
function anywhere({ network }: Model, subnetRouters: readonly SubnetRouter[]): readonly SubnetRouter[] {
  if (subnetRouters.length > 0) return subnetRouters;
  return network.vpc
    .filter(({ prefix }) => prefix.family === 4)
    .map(({ prefix }) => ({ subnet: formatPrefix(prefix), router: undefined, learnt: false }));
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

/** Comment lines for a script, without leading and trailing empty ones. */
function comments(lines: readonly string[]): string[] {
  const texts = lines.map(commentText);
  while (texts[0] === '') texts.shift();
  while (texts[texts.length - 1] === '') texts.pop();
  return texts;
}
