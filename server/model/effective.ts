import { comparePrefixes, equals, type Address, type Prefix } from '../net/prefix';
import { isEqualToOuter, prefixAt, familyTable } from '../net/table';
import type { RouteDestination } from './model';
import { systemRouteAt, destinationAt, type Model } from './model';
import { vpcGateway, systemRoutes, type SystemRoute } from './network';
import { DIRECT, VPC, typeOf, type RouteOrigin } from './actions';

/** The subnets one instance sits in: one of each family at most. */
export interface Site {
  readonly four: Prefix | undefined;
  readonly six: Prefix | undefined;
}

/** A route of the effective table. */
export interface Route {
  readonly prefix: Prefix;
  readonly action: number;
  /** Undefined for a refusal, a connected route, and where it cannot be known from the policy. */
  readonly gateway: Address | undefined;
  /** Undefined for a refusal. */
  readonly interface: string | undefined;
  readonly connected: boolean;
  /** The route target it comes from; undefined for the system's own. */
  readonly destination: RouteDestination | undefined;
  /** What the system's own route is for; undefined for the policy's. */
  readonly part: SystemRoute['part'] | 'local' | undefined;
}

export function originOf({ destination }: Route): RouteOrigin {
  return destination ? 'policy' : 'system';
}

/** The places an instance with this policy can be in, in the order its subnets stand; one without any when there are none. */
export function sites(model: Model): readonly Site[] {
  const subnets = model.network.subnets.map(({ prefix }) => prefix);
  const four = subnets.filter(({ family }) => family === 4);
  const six = subnets.filter(({ family }) => family === 6);
  const count = Math.max(1, four.length, six.length);
  return Array.from({ length: count }, (_, i) => ({ four: four[i] ?? four[0], six: six[i] ?? six[0] }));
}

/** The site in a subnet of the policy; undefined when it declares no such subnet. */
export function siteIn(model: Model, subnet: Prefix): Site | undefined {
  return sites(model).find(({ four, six }) => [four, six].some((prefix) => prefix && equals(prefix, subnet)));
}

/**
 * The table an instance at `site` has once the script has run, as `route -n` orders it: IPv4 before IPv6,
 * ascending, the longer prefix first at an equal base.
 */
export function effectiveTable(model: Model, site: Site = sites(model)[0]): Route[] {
  const routes: Route[] = [];
  for (const table of [model.tables[4], model.tables[6]]) {
    for (let row = 0; row < table.count; row++) {
      if (isEqualToOuter(table, row)) continue;
      const route = routeAt(model, prefixAt(table, row), table.owner[row], site);
      if (route) routes.push(route);
    }
  }
  return routes.sort(routeOrder);
}

/** The table of an instance at `site` before the policy, in the same order. */
export function systemTable(model: Model, site: Site = sites(model)[0]): Route[] {
  return siteRoutes(model, site).map(systemRoute).sort(routeOrder);
}

/** The tables without the policy's routes: what there would be if it were not. Owners are those of `model.tables`. */
export function systemTables({ system }: Model): Model['tables'] {
  const entries = system.map(({ prefix, action }, owner) => ({ prefix, action, owner }));
  return { 4: familyTable(4, entries, system.length), 6: familyTable(6, entries, system.length) };
}

/** The route that owns a row, for an instance at `site`; undefined for another subnet's. */
export function routeAt(model: Model, prefix: Prefix, owner: number, site: Site): Route | undefined {
  const system = systemRouteAt(model, owner);
  if (system) {
    if (system.part === 'subnet' && !isAt(site, system.prefix)) {
      // Another subnet that is a whole block of the VPC: from here it is a block like the others.
      const block = model.network.vpc.find(({ prefix: each }) => equals(each, system.prefix));
      if (!block) return undefined;
      const { place } = block;
      const route: SystemRoute = { ...system, part: 'vpc', connected: false, place };
      return systemRoute({ ...route, gateway: siteGateway(model, route, site) });
    }
    return systemRoute({ ...system, gateway: siteGateway(model, system, site) });
  }
  const destination = destinationAt(model, owner);
  return policyRoute(model, prefix, destination, site);
}

/** The route a target of the policy sets for one of its prefixes. */
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

/** The VPC router is the site's own; the rest is the same everywhere. */
function siteGateway(model: Model, route: SystemRoute, site: Site): Address | undefined {
  if (route.action !== VPC || route.connected) return route.gateway;
  return vpcGateway(model.network, route.prefix.family, route.prefix.family === 4 ? site.four : site.six);
}

function routeOrder(a: Route, b: Route): number {
  if (a.prefix.family === b.prefix.family && a.prefix.base === b.prefix.base)
    return b.prefix.length - a.prefix.length;
  return comparePrefixes(a.prefix, b.prefix);
}

/** Whether a route refuses its destinations. */
export function refuses(route: Route): boolean {
  return typeOf(route.action) !== 'unicast';
}
