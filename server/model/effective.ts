import { comparePrefixes, equals, type Address, type Prefix } from '../net/prefix';
import { equalRows, isEqualToCovering, prefixAt, familyTable } from '../net/table';
import type { RouteDestination } from './model';
import { systemRouteAt, destinationAt, type Model } from './model';
import { vpcGateway, systemRoutes, type SystemRoute } from './network';
import { DIRECT, VPC, typeOf, type RouteOrigin } from './actions';

/** The subnets that a notebook is in: at most one of each family. */
export interface Site {
  readonly four: Prefix | undefined;
  readonly six: Prefix | undefined;
}

export interface Route {
  readonly prefix: Prefix;
  readonly action: number;
  /** Undefined for a reject route, a connected route, and if the policy does not determine it. */
  readonly gateway: Address | undefined;
  /** Undefined for a reject route. */
  readonly interface: string | undefined;
  readonly connected: boolean;
  /** The destination that it comes from; undefined for a system route. */
  readonly destination: RouteDestination | undefined;
  /** The purpose of a system route; undefined for the policy's. */
  readonly part: SystemRoute['part'] | 'local' | undefined;
}

export function originOf({ destination }: Route): RouteOrigin {
  return destination ? 'policy' : 'system';
}

/**
 * The sites that a notebook with this policy can have, in the order of its subnets; one without subnets if there are
 * none.
 */
export function sites(model: Model): readonly Site[] {
  const subnets = model.network.subnets.map(({ prefix }) => prefix);
  const four = subnets.filter(({ family }) => family === 4);
  const six = subnets.filter(({ family }) => family === 6);
  const count = Math.max(1, four.length, six.length);
  return Array.from({ length: count }, (_, i) => ({ four: four[i] ?? four[0], six: six[i] ?? six[0] }));
}

/** The site in a subnet of the policy; undefined if the policy does not have that subnet. */
export function siteIn(model: Model, subnet: Prefix): Site | undefined {
  return sites(model).find(({ four, six }) => [four, six].some((prefix) => prefix && equals(prefix, subnet)));
}

/**
 * The table of a notebook at `site` after the script has run, in the order of `route -n`: IPv4 before IPv6, ascending,
 * the more specific prefix first at an equal base.
 */
export function effectiveTable(model: Model, site: Site = sites(model)[0]): Route[] {
  const routes: Route[] = [];
  for (const table of [model.tables[4], model.tables[6]]) {
    for (let row = 0; row < table.count; row++) {
      if (isEqualToCovering(table, row)) continue;
      const prefix = prefixAt(table, row);
      // A route for exactly another subnet's prefix is a row after that subnet's, which is not in this table.
      const route =
        routeAt(model, prefix, table.owner[row], site) ??
        firstOf(equalRows(table, row), (equal) => routeAt(model, prefix, table.owner[equal], site));
      if (route) routes.push(route);
    }
  }
  return routes.sort(routeOrder);
}

function firstOf<Value, Result>(
  values: readonly Value[],
  result: (value: Value) => Result | undefined,
): Result | undefined {
  for (const value of values) {
    const cached = result(value);
    if (cached !== undefined) return cached;
  }
  return undefined;
}

/** The table of a notebook at `site` without the policy, in the same order. */
export function systemTable(model: Model, site: Site = sites(model)[0]): Route[] {
  return siteRoutes(model, site).map(systemRoute).sort(routeOrder);
}

/** The tables without the policy's routes. Owners are those of `model.tables`. */
export function systemTables({ system }: Model): Model['tables'] {
  const entries = system.map(({ prefix, action }, owner) => ({ prefix, action, owner }));
  return { 4: familyTable(4, entries, system.length), 6: familyTable(6, entries, system.length) };
}

/** The route that owns a row, for a notebook at `site`; undefined for another subnet's connected route. */
export function routeAt(model: Model, prefix: Prefix, owner: number, site: Site): Route | undefined {
  const system = systemRouteAt(model, owner);
  if (system) {
    if (system.part === 'subnet' && !isAt(site, system.prefix)) {
      // Another subnet that is a whole block of the VPC: from this site it is an ordinary block.
      const block = model.network.vpc.find(({ prefix: each }) => equals(each, system.prefix));
      if (!block) return undefined;
      const { span } = block;
      const route: SystemRoute = { ...system, part: 'vpc', connected: false, span };
      return systemRoute({ ...route, gateway: siteGateway(model, route, site) });
    }
    return systemRoute({ ...system, gateway: siteGateway(model, system, site) });
  }
  const destination = destinationAt(model, owner);
  return policyRoute(model, prefix, destination, site);
}

/** The route that a destination of the policy installs for one of its prefixes. */
export function policyRoute(model: Model, prefix: Prefix, destination: RouteDestination, site: Site): Route {
  const { network } = model;
  const base = { prefix, action: destination.action, connected: false, destination, part: undefined };
  if (destination.action === VPC)
    return {
      ...base,
      gateway: vpcGateway(network, prefix.family, prefix.family === 4 ? site.four : site.six),
      interface: network.interfaces.vpc.name,
    };
  if (destination.action === DIRECT) {
    const { name, gateway } = network.interfaces.direct;
    return { ...base, gateway: gateway?.family === prefix.family ? gateway : undefined, interface: name };
  }
  return { ...base, gateway: undefined, interface: undefined };
}

function systemRoute({ prefix, action, gateway, connected, interface: name, part }: SystemRoute): Route {
  return { prefix, action, gateway, connected, interface: name, destination: undefined, part };
}

function siteRoutes(model: Model, site: Site): SystemRoute[] {
  return systemRoutes(
    model.network,
    model.network.subnets.filter(({ prefix }) => isAt(site, prefix)),
  );
}

function isAt(site: Site, subnet: Prefix): boolean {
  return [site.four, site.six].some((prefix) => prefix !== undefined && equals(prefix, subnet));
}

/** The VPC router depends on the site, all other gateways do not. */
function siteGateway(model: Model, route: SystemRoute, site: Site): Address | undefined {
  if (route.action !== VPC || route.connected) return route.gateway;
  return vpcGateway(model.network, route.prefix.family, route.prefix.family === 4 ? site.four : site.six);
}

function routeOrder(a: Route, b: Route): number {
  if (a.prefix.family === b.prefix.family && a.prefix.base === b.prefix.base)
    return b.prefix.length - a.prefix.length;
  return comparePrefixes(a.prefix, b.prefix);
}

export function isRejectRoute(route: Route): boolean {
  return typeOf(route.action) !== 'unicast';
}
