import type { Route } from '../model/effective';
import type { RouteRange } from '../model/lookup';
import { outcomeText, routeActions } from '../model/actions';
import { formatAddress, formatPrefix, formatRange, parsePrefix } from '../net/prefix';
import { onwardLines } from './onward';
import { portLines, type PortedRange } from './ports';
import { unknownGateway } from './table';
import { wrapped } from './wrap';
import { prefixFacts } from '../net/prefix-facts';
import { countedAddresses } from '../lib/numbers';

/**
 * How the queried addresses are routed, with all candidates and reasons; `line` maps an offset to a line from 1. Lines
 * are wrapped at `width` where possible.
 */
export function lookupText(
  query: string,
  parts: readonly (RouteRange | PortedRange)[],
  line: (offset: number) => number,
  width?: number,
): string {
  const blocks = parts.map((part) => {
    const range = formatRange(part.family, part.first, part.last);
    const isWholeQuery = parts.length === 1 && [query, `${query}/32`, `${query}/128`].includes(range);
    const head = isWholeQuery ? query : `${query}: ${range}`;
    if (!part.route) return `${head} has no route: no prefix contains it\n`;
    const cells = part.candidates.map((route) => [
      formatPrefix(route.prefix),
      hop(route),
      originText(route, line),
    ]);
    const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column].length)));
    const reasons = cells.map(([prefix, action, origin], i) => {
      const lead = `  ${i === 0 ? '→' : ' '} ${prefix.padEnd(widths[0])}  ${action.padEnd(widths[1])}  `;
      const reason = `${origin}: ${reasonText(part, i)}`;
      if (width === undefined || lead.length + reason.length <= width) return `${lead}${reason}\n`;
      return [lead.trimEnd(), ...wrapped('      ', reason, 6, width)].map((each) => `${each}\n`).join('');
    });
    const onward = 'onward' in part ? [...onwardLines(part), ...portLines(part)] : [];
    const beyond = onward.flatMap((each) => (width === undefined ? [each] : wrapped('', each, 6, width)));
    return `${head} ${outcomeText(part.route.action)}\n${reasons.join('')}${beyond.map((each) => `${each}\n`).join('')}`;
  });
  return blocks.length === 0 ? `${query} is an empty list\n` : `${prefixText(query)}${blocks.join('')}`;
}

/** The addresses of a queried prefix, on one line; '' for any other query. */
function prefixText(query: string): string {
  const prefix = query.includes('/') ? parsePrefix(query) : undefined;
  if (!prefix) return '';
  const { first, last, netmask, count } = prefixFacts(prefix);
  if (count === 1n) return '';
  const mask = netmask === undefined ? '' : `, netmask ${netmask}`;
  return `${query}: ${first} – ${last}${mask}, ${countedAddresses(count)}\n`;
}

/** Why a candidate decides, or why it does not. */
function reasonText({ candidates }: RouteRange, index: number): string {
  const [first] = candidates;
  const { prefix, part } = candidates[index];
  const few = `/${prefix.length}`;
  if (index > 0)
    return prefix.length === first.prefix.length
      ? 'the same prefix, and a table has one route for each'
      : `also contains it, but ${few} is less specific than /${first.prefix.length}`;
  if (part === 'local') return "the kernel's local table is looked up first";
  return candidates.length === 1
    ? 'the only prefix that contains it'
    : `the most specific prefix that contains it, ${few}`;
}

function hop(route: Route): string {
  if (!route.interface) return routeActions[route.action];
  if (route.connected) return `dev ${route.interface}`;
  const gateway = route.gateway ? formatAddress(route.gateway.family, route.gateway.value) : unknownGateway;
  return `via ${gateway} dev ${route.interface}`;
}

const parts: Record<NonNullable<Route['part']>, string> = {
  default: 'the default route',
  service: "SageMaker's own route",
  docker: "Docker's bridge",
  vpc: 'a block of the VPC',
  subnet: "the notebook's subnet",
  local: "the kernel's local table",
};

function originText(route: Route, line: (offset: number) => number): string {
  if (!route.destination) return route.part ? parts[route.part] : 'the system';
  const { entry } = route.destination;
  return `line ${line(entry.from)}${entry.kind === 'name' ? `, list ${entry.text}` : ''}`;
}
