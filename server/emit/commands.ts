import type { Family } from '../net/prefix';
import { commentText, type Place, type Plan, type PlannedRoute } from './plan';
import { commentLines, quoted } from './script';

/**
 * The bare ip-route(8) commands, to paste into a notebook's terminal: plain sh, a line a route. The kernel finds
 * the VPC's interface by the router, so no name is needed unless one is pinned. What only the instance knows, the
 * first lines find out.
 */
export function commands(plan: Plan): string {
  return `${[
    `# ${commentText(plan.name)}: for a terminal of the notebook. These routes last until it stops.`,
    ...commentLines(plan.about),
    ...routerLines(plan, 4),
    ...routerLines(plan, 6),
    ...directLines(plan),
    ...plan.routes.flatMap((route) => [...commentLines(route.comment), commandText(plan, route)]),
  ].join('\n')}\n`;
}

function commandText(plan: Plan, { family, prefix, type, next }: PlannedRoute): string {
  const set = 'sudo ip route replace';
  if (next === undefined) return `${set} ${type} ${prefix} proto static`;
  if (next === 'direct') return `${set} ${prefix} via "$gateway" dev "$direct" proto static onlink`;
  const places = plan.vpc?.places[family] ?? [];
  const router = places.length === 1 ? (places[0].router ?? '') : `"$${routerName(family)}"`;
  const pinned = plan.vpc?.pinned;
  return `${set} ${prefix} via ${router}${pinned === undefined ? '' : ` dev ${quoted(pinned)}`} proto static`;
}

function routerName(family: Family): string {
  return family === 4 ? 'router' : 'router6';
}

/** Where there are several subnets, lines that find the router of the one the notebook is in. */
function routerLines({ vpc }: Plan, family: Family): string[] {
  const places = vpc?.places[family] ?? [];
  if (places.length < 2 || places.some(({ router }) => router === undefined)) return [];
  return [
    '# The router of the subnet this notebook has an address in.',
    ...places.map(
      (place) =>
        `[ -z "$(${addresses(family, place, vpc?.pinned)})" ] || ${routerName(family)}=${place.router}`,
    ),
  ];
}

function directLines({ vpc, direct }: Plan): string[] {
  if (!direct) return [];
  const hop = (field: number, condition: string) =>
    `$(ip -4 route show default | awk -v not="$vpc" '${condition} { print $${field}; exit }')`;
  const places = vpc?.places[4] ?? [];
  const shown = places.map((place) => addresses(4, place, vpc?.pinned)).join('; ');
  const pinned = direct.pinned !== undefined;
  return [
    `# The direct gateway: the next hop of the default route${places.length > 0 ? " that does not leave by the VPC's interface" : ''}.`,
    pinned
      ? `direct=${quoted(direct.pinned)}`
      : `vpc=${places.length > 0 ? `$(${places.length > 1 ? `{ ${shown}; }` : shown} | awk '{ print $2; exit }')` : ''}`,
    ...(pinned ? [] : [`direct=${hop(5, '$2 == "via" && $5 != not')}`]),
    `gateway=$(ip -4 route show default dev "$direct" | awk '{ print $3; exit }')`,
  ];
}

/** The command that shows the instance's addresses in a place. */
function addresses(family: Family, { subnet }: Place, pinned: string | undefined): string {
  const dev = pinned === undefined ? '' : ` dev ${quoted(pinned)}`;
  return `ip -${family} -o addr show up${dev}${subnet === undefined ? '' : ` to ${subnet}`}`;
}
