import type { Family } from '../net/prefix';
import { scriptComment } from '../model/script-comment';
import { isRouterFound, type SubnetRouter, type Plan, type PlannedRoute } from './plan';
import { commentLines, commentText, quoted } from './text';

/**
 * The ip-route(8) commands to paste into a notebook's terminal: plain sh, one line per route. The kernel finds the
 * VPC's interface by the router's address, so a name is needed only if one is pinned. The first lines find out what is
 * known only on the instance.
 */
export function commands(plan: Plan, { undo }: { readonly undo?: boolean } = {}): string {
  if (undo) return undoing(plan);
  return `${[
    `# ${commentText(plan.name)}: for a terminal of the notebook. These routes last until it stops.`,
    scriptComment(plan.facts),
    ...commentLines(plan.about),
    '',
    ...routerLines(plan, 4),
    ...routerLines(plan, 6),
    ...directLines(plan),
    ...plan.routes.flatMap((route) => [...commentLines(route.comment), commandText(plan, route)]),
  ].join('\n')}\n`;
}

/**
 * The commands that remove the routes again. The VPC's own blocks stay, since the instance has them anyway. Only routes
 * with the mark of these commands are removed.
 */
function undoing(plan: Plan): string {
  return `${[
    `# ${commentText(plan.name)}: removes its routes again; the VPC's own blocks stay.`,
    '# A route that one of them replaced comes back at the next start, not now.',
    ...plan.routes
      .filter(({ block }) => !block)
      .map(({ prefix, type, next }) => {
        const rejection = next === undefined ? `${type} ` : '';
        return `sudo ip route del ${rejection}${prefix} proto static`;
      }),
  ].join('\n')}\n`;
}

function commandText(plan: Plan, { family, prefix, type, next }: PlannedRoute): string {
  const set = 'sudo ip route replace';
  if (next === undefined) return `${set} ${type} ${prefix} proto static`;
  if (next === 'direct') return `${set} ${prefix} via "$gateway" dev "$direct" proto static onlink`;
  if (isRouterFound(plan, family) && family === 6)
    return `${set} ${prefix} via "$router6" dev "$vpc6" proto static`;
  const router = isRouterFound(plan, family)
    ? '"$router"'
    : (plan.vpc?.subnetRouters[family][0]?.router ?? '');
  const pinned = plan.vpc?.pinned;
  return `${set} ${prefix} via ${router}${pinned === undefined ? '' : ` dev ${quoted(pinned)}`} proto static`;
}

/**
 * If there are several subnets, lines that find the router of the notebook's subnet. With IPv6 they find its interface
 * too, since a router that the instance has learnt has a link-local address.
 */
function routerLines(plan: Plan, family: Family): string[] {
  const { vpc } = plan;
  const subnetRouters = vpc?.subnetRouters[family] ?? [];
  if (!isRouterFound(plan, family) || subnetRouters.some(({ router }) => router === undefined)) return [];
  const showAddresses = (subnetRouter: SubnetRouter) => addresses(family, subnetRouter, vpc?.pinned);
  if (family === 4)
    return [
      '# The router of the subnet this notebook has an address in.',
      ...subnetRouters.map(
        (subnetRouter) => `[ -z "$(${showAddresses(subnetRouter)})" ] || router=${subnetRouter.router}`,
      ),
    ];
  return [
    "# The IPv6 router: the subnet's base + 1 where the subnet is on-link, else the one learnt.",
    ...subnetRouters.flatMap((subnetRouter) => [
      `at=$(${showAddresses(subnetRouter)} | awk '{ print $2; exit }')`,
      `[ -z "$at" ] || { vpc6=$at router6=${subnetRouter.router} onlink=$(ip -6 route show ${subnetRouter.subnet} dev "$at"); }`,
    ]),
    `[ -n "$onlink" ] || router6=$(ip -6 route show default dev "$vpc6" | awk '{ print $3; exit }')`,
  ];
}

function directLines({ vpc, direct }: Plan): string[] {
  if (!direct) return [];
  const hop = (field: number, condition: string) =>
    `$(ip -4 route show default | awk -v not="$vpc" '${condition} { print $${field}; exit }')`;
  const subnetRouters = vpc?.subnetRouters[4] ?? [];
  const showAll = subnetRouters.map((subnetRouter) => addresses(4, subnetRouter, vpc?.pinned)).join('; ');
  const pinned = direct.pinned !== undefined;
  return [
    `# The direct gateway: the next hop of the default route${subnetRouters.length > 0 ? " that does not leave by the VPC's interface" : ''}.`,
    pinned
      ? `direct=${quoted(direct.pinned)}`
      : `vpc=${subnetRouters.length > 0 ? `$(${subnetRouters.length > 1 ? `{ ${showAll}; }` : showAll} | awk '{ print $2; exit }')` : ''}`,
    ...(pinned ? [] : [`direct=${hop(5, '$2 == "via" && $5 != not')}`]),
    `gateway=$(ip -4 route show default dev "$direct" | awk '{ print $3; exit }')`,
  ];
}

/** The command that shows the instance's addresses in a subnet. */
function addresses(family: Family, { subnet }: SubnetRouter, pinned: string | undefined): string {
  const dev = pinned === undefined ? '' : ` dev ${quoted(pinned)}`;
  return `ip -${family} -o addr show up${dev}${subnet === undefined ? '' : ` to ${subnet}`}`;
}
