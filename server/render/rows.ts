import { sites, type Route, type Site, originOf } from '../model/effective';
import { type Model } from '../model/model';
import { hasInterface, serviceNetwork, vpcGateway, type Interface } from '../model/network';
import { DIRECT, VPC, typeOf, routeActions, type RouteOrigin } from '../model/actions';
import { formatAddress, formatPrefix, type Address } from '../net/prefix';
import { routeCommentText } from '../model/documentation';
import { linesOf } from '../syntax/lines';
import type { PictureInterface, PictureNetwork } from './picture';
import { routeNRow, unknownGateway, type RouteNRow } from './table';

/** A route as `route -n` prints it, with further details. */
export interface TableRow extends RouteNRow {
  readonly prefix: string;
  readonly action: string;
  readonly origin: RouteOrigin;
  /** The comment that documents the route in the policy, on one line, or "". */
  readonly comment: string;
  /** The zero-based line in the policy; null for system routes. */
  readonly line: number | null;
}

/** Converts a model's routes to rows, in the same order. */
export function tableRows(model: Model, routes: readonly Route[]): TableRow[] {
  const lines = linesOf(model.unit.file);
  // The routes of a list share their statement.
  let last: { readonly at: number; readonly comment: string } | undefined;
  return routes.map((route) => {
    const { destination } = route;
    if (destination && last?.at !== destination.entry.from) {
      last = { at: destination.entry.from, comment: routeCommentText(model, destination) };
    }
    return {
      ...(route.prefix.family === 4 ? routeNRow(route) : sixRow(route)),
      prefix: formatPrefix(route.prefix),
      action: routeActions[route.action],
      origin: originOf(route),
      comment: destination && last ? last.comment : '',
      line: destination ? lines.position(destination.entry.from).line : null,
    };
  });
}

/** The same columns for IPv6, where the prefix replaces the mask. */
function sixRow(route: Route): RouteNRow {
  const rejected = typeOf(route.action) !== 'unicast';
  const gateway = route.gateway ? formatAddress(6, route.gateway.value) : unknownGateway;
  return {
    destination: formatPrefix(route.prefix),
    gateway: rejected ? '-' : route.connected ? '::' : gateway,
    genmask: '',
    flags: rejected ? '!' : `U${route.connected ? '' : 'G'}`,
    metric: '1024',
    ref: '0',
    use: '0',
    iface: route.interface ?? '-',
  };
}

/** The network of a notebook at a site, as pictures show it. */
export function pictureNetwork(model: Model, site: Site): PictureNetwork {
  const { network } = model;
  const { interfaces } = network;
  const pictured = (each: Interface, gateway: Address | undefined): PictureInterface => ({
    name: each.name,
    pinned: each.pinned,
    gateway: gateway ? formatAddress(gateway.family, gateway.value) : null,
  });
  const router =
    vpcGateway(network, 4, site.four) ?? vpcGateway(network, 6, site.six) ?? interfaces.vpc.gateway;
  return {
    vpc: network.vpc.map(({ prefix }) => formatPrefix(prefix)),
    subnet: subnetOf(site),
    own: [site.four, site.six].flatMap((subnet) => (subnet ? [formatPrefix(subnet)] : [])),
    service: formatPrefix(serviceNetwork),
    docker: network.docker.map(({ prefix }) => formatPrefix(prefix)),
    direct: hasInterface(network, DIRECT, 4) ? pictured(interfaces.direct, interfaces.direct.gateway) : null,
    router: hasInterface(network, VPC, 4) ? pictured(interfaces.vpc, router) : null,
  };
}

/** A site's display name: its IPv4 subnet, or else its IPv6 subnet; null if the policy declares none. */
export function subnetOf({ four, six }: Site): string | null {
  const subnet = four ?? six;
  return subnet ? formatPrefix(subnet) : null;
}

/** The distinct names of the policy's sites, the first site first. */
export function subnetsOf(model: Model): string[] {
  return [...new Set(sites(model).flatMap((site) => subnetOf(site) ?? []))];
}
