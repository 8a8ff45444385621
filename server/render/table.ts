import { codeSpan, markdownText } from '../lib/markdown';
import { formatAddress, formatIPv4, formatPrefix, type Prefix } from '../net/prefix';
import type { RouteJson, TableJson } from '../lib/json-output';
import type { Model } from '../model/model';
import { effectiveTable, originOf, isRejectRoute, type Route, type Site } from '../model/effective';
import { siteRouter } from '../model/onward';
import { interfaceNameOf, typeOf, VPC, routeActions } from '../model/actions';
import { onwardJson } from './onward';

/** Shown in place of a direct gateway that the policy does not know. */
export const unknownGateway = '(direct gateway)';

/** A row as `route -n` prints it (net-tools, route(8)). */
export interface RouteNRow {
  readonly destination: string;
  readonly gateway: string;
  readonly genmask: string;
  readonly flags: string;
  readonly metric: string;
  readonly ref: string;
  readonly use: string;
  readonly iface: string;
}

const genmasks = Array.from({ length: 33 }, (_, length) => formatIPv4(2 ** 32 - 2 ** (32 - length)));

/** The fields of `route -n` for an IPv4 route. */
export function routeNRow(route: Route): RouteNRow {
  const { prefix } = route;
  const host = prefix.length === 32 ? 'H' : '';
  const base = {
    destination: formatAddress(4, prefix.base),
    genmask: genmasks[prefix.length],
    metric: '0',
    ref: '0',
    use: '0',
  };
  const type = typeOf(route.action);
  // The kernel shows a blackhole as a route without a device (/proc/net/route).
  if (type === 'blackhole') return { ...base, gateway: '0.0.0.0', flags: `U${host}`, iface: '*' };
  if (type !== 'unicast') return { ...base, gateway: '-', flags: `!${host}`, ref: '-', iface: '-' };
  return {
    ...base,
    gateway: route.connected ? '0.0.0.0' : gatewayText(route),
    flags: `U${route.connected ? '' : 'G'}${host}`,
    iface: route.interface ?? '*',
  };
}

function gatewayText({ gateway }: Route): string {
  return gateway ? formatAddress(gateway.family, gateway.value) : unknownGateway;
}

/** The output of `route -n`, followed by `route -6 -n` if there are IPv6 routes. Marked rows begin with "+". */
export function routeNText(routes: readonly Route[], changes: boolean): string {
  const four = routes.filter(({ prefix }) => prefix.family === 4);
  const six = routes.filter(({ prefix }) => prefix.family === 6);
  const mark = (route: Route): string => (changes ? (route.destination ? '+ ' : '  ') : '');
  const indent = changes ? '  ' : '';
  // The columns of net-tools, widened only for an unknown gateway, whose text is longer than an address.
  const rows = four.map((route) => ({ ...routeNRow(route), mark: mark(route) }));
  const gatewayWidth = rows.some(({ gateway }) => gateway === unknownGateway) ? unknownGateway.length : 15;
  const lines = [
    'Kernel IP routing table',
    `${indent}Destination     ${'Gateway'.padEnd(gatewayWidth)} Genmask         Flags Metric Ref    Use Iface`,
    ...rows.map((row) => {
      const [destination, genmask] = [row.destination.padEnd(15), row.genmask.padEnd(15)];
      const gateway = row.gateway.padEnd(gatewayWidth);
      const counts = `${row.metric.padEnd(6)} ${row.ref.padEnd(3)} ${row.use.padStart(6)}`;
      return `${row.mark}${destination} ${gateway} ${genmask} ${row.flags.padEnd(5)} ${counts} ${row.iface}`;
    }),
  ];
  if (six.length > 0) {
    lines.push('', 'Kernel IPv6 routing table');
    lines.push(`${indent}Destination                    Next Hop                   Flag Met Ref Use If`);
    for (const route of six) {
      const hop = isRejectRoute(route) || route.connected ? '[::]' : gatewayText(route);
      const flag = isRejectRoute(route) ? '!n' : `U${route.connected ? '' : 'G'}`;
      lines.push(
        `${mark(route)}${formatPrefix(route.prefix).padEnd(30)} ${hop.padEnd(26)} ${flag.padEnd(4)} ${'1024'.padEnd(3)} ${'1'.padEnd(3)} ${'0'.padEnd(3)} ${route.interface ?? 'lo'}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The output of `ip route` and `ip -6 route` in the spelling of ip-route(8). Marked lines begin with "+". */
export function ipRouteText(routes: readonly Route[], changes: boolean): string {
  return routes
    .map((route) => {
      const type = typeOf(route.action);
      const parts = [type === 'unicast' ? destination(route.prefix) : `${type} ${destination(route.prefix)}`];
      if (type === 'unicast') {
        if (!route.connected) parts.push(`via ${gatewayText(route)}`);
        parts.push(`dev ${route.interface ?? '?'}`);
        if (route.destination) parts.push('proto static');
        if (route.connected) parts.push('scope link');
      } else parts.push('proto static');
      return `${changes ? (route.destination ? '+ ' : '  ') : ''}${parts.join(' ')}\n`;
    })
    .join('');
}

function destination(prefix: Prefix): string {
  if (prefix.length === 0) return 'default';
  const single = prefix.length === (prefix.family === 4 ? 32 : 128);
  return single ? formatAddress(prefix.family, prefix.base) : formatPrefix(prefix);
}

/** A Markdown table for a pull request. */
export function markdownTable(routes: readonly Route[], changes: boolean): string {
  const head = ['Destination', 'Action', 'Gateway', 'Interface', 'Origin', ...(changes ? ['Change'] : [])];
  const rows = routes.map((route) => [
    codeSpan(formatPrefix(route.prefix)),
    interfaceNameOf(route.action) ?? routeActions[route.action],
    isRejectRoute(route) || route.connected ? '' : gatewayText(route),
    markdownText(route.interface ?? ''),
    originOf(route),
    ...(changes ? [route.destination ? 'added' : ''] : []),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** `line` returns the line of a destination, from 1. */
export function routeJson(route: Route, path: string, line: (offset: number) => number): RouteJson {
  const { destination } = route;
  return {
    destination: formatPrefix(route.prefix),
    type: typeOf(route.action),
    target: interfaceNameOf(route.action),
    gateway:
      route.gateway && !isRejectRoute(route)
        ? formatAddress(route.gateway.family, route.gateway.value)
        : null,
    interface: route.interface ?? null,
    origin: originOf(route),
    path: destination ? path : null,
    line: destination ? line(destination.entry.from) : null,
  };
}

/** The output of `table --format json`; for `line` see `routeJson`. */
export function tableJson(
  model: Model,
  site: Site,
  path: string,
  line: (offset: number) => number,
): TableJson {
  const routes = effectiveTable(model, site);
  const beyond = siteRouter(model, site);
  const onward = ({ action, prefix }: Route) =>
    beyond && action === VPC ? { onward: onwardJson(beyond, prefix) } : {};
  const { direct, vpc } = model.network.interfaces;
  const router =
    routes.find(
      ({ action, gateway, destination }) => !destination && routeActions[action] === 'vpc' && gateway,
    )?.gateway ?? vpc.gateway;
  const text = (address: { family: 4 | 6; value: bigint } | undefined) =>
    address ? formatAddress(address.family, address.value) : null;
  return {
    version: 1,
    policy: model.name,
    interfaces: {
      direct: { name: direct.name, gateway: text(direct.gateway) },
      vpc: model.network.vpc.length > 0 ? { name: vpc.name, gateway: text(router) } : null,
    },
    routes: routes.map((route) => ({ ...routeJson(route, path, line), ...onward(route) })),
  };
}
