import { codeSpan } from '../../lib/markdown';
import type { Route } from '../../model/effective';
import { lookup, type RouteRange } from '../../model/lookup';
import type { Model } from '../../model/model';
import { LOCAL, VPC, actionText, outcomeText } from '../../model/actions';
import { formatAddress, formatPrefix, formatRange, last, rangePrefixes, type Prefix } from '../../net/prefix';
import { decidedRanges } from '../../net/table';
import { unknownGateway } from '../../render/table';
import { shares, type Share } from './shares';
import { otherSubnets } from './action-text';
import { shortCount } from '../../lib/numbers';

/** With more address ranges only the totals per action are shown. */
const mostRanges = 6;

/** How prefixes are routed, as Markdown paragraphs: each address range if they are few, otherwise totals per action. */
export function whereTo(model: Model, prefixes: readonly Prefix[]): string[] {
  if (model.open || !isFew(model, prefixes)) return sharesText(model, prefixes);
  const parts = prefixes.flatMap((prefix) => lookup(model, prefix));
  const lines = parts.map((part) => partText(part, parts.length > 1));
  const routed = parts.some(({ route }) => route?.action === VPC && route.gateway);
  return [
    ...(parts.length === 1 ? lines : [lines.map((line) => `- ${line}`).join('\n')]),
    // Subnets differ only in the VPC router's address.
    ...(routed ? otherSubnets(model) : []),
  ];
}

/** Whether prefixes fall into few enough ranges to show; stops counting at the limit. */
function isFew(model: Model, prefixes: readonly Prefix[]): boolean {
  let count = 0;
  for (const prefix of prefixes) {
    const ranges = decidedRanges(model.tables[prefix.family], prefix.base, last(prefix));
    while (!ranges.next().done) if (++count > mostRanges) return false;
  }
  return true;
}

/** How many addresses have which action, as Markdown paragraphs. */
export function sharesText(model: Model, prefixes: readonly Prefix[]): string[] {
  if (model.open) return ['Unresolved: the policy has errors.'];
  const byAction = shares(model, prefixes);
  const [first] = byAction;
  if (!first) return [];
  if (byAction.length === 1 && first.addresses > 1n) return [`all of them ${shareText(first)}`];
  return [byAction.map((each) => `- ${shortCount(each.addresses)} ${shareText(each)}`).join('\n')];
}

function shareText({ action, addresses }: Share): string {
  if (action !== LOCAL) return outcomeText(action, addresses);
  return addresses === 1n ? 'stays on the instance' : 'stay on the instance';
}

function partText(part: RouteRange, several: boolean): string {
  const range = codeSpan(formatRange(part.family, part.first, part.last));
  const head = several ? `${range} ` : '';
  if (!part.route) return `${head}has no route`;
  if (part.route.action === LOCAL)
    return `${head}stays on the instance: these addresses are local to the kernel`;
  return `${head}${outcomeText(part.route.action)}${hopText(part.route)}: ${decisionText(part)}`;
}

function hopText(route: Route): string {
  if (!route.interface) return '';
  const to = ` on ${codeSpan(route.interface)}`;
  if (route.connected) return to;
  const gateway = route.gateway
    ? codeSpan(formatAddress(route.gateway.family, route.gateway.value))
    : unknownGateway;
  return `${to} through ${gateway}${route.action === VPC ? ', the VPC router' : ''}`;
}

/** Explains which route decides a range and which one it overrides. */
function decisionText({ route, candidates, first, last, family }: RouteRange): string {
  if (!route) return '';
  const rangeAsPrefixes = rangePrefixes(family, first, last);
  const exact =
    rangeAsPrefixes.length === 1 && formatPrefix(rangeAsPrefixes[0]) === formatPrefix(route.prefix);
  const decides = route.destination
    ? exact
      ? 'the policy has a route for this prefix'
      : `${codeSpan(formatPrefix(route.prefix))} is the most specific route that contains it`
    : systemReason(route);
  const beaten = candidates
    .slice(1, 2)
    .map(
      (other) =>
        `, and wins over ${other.prefix.length === 0 ? 'the default route' : codeSpan(formatPrefix(other.prefix))} (${actionText(other.action)})`,
    );
  return `${decides}${beaten.join('')}`;
}

function systemReason(route: Route): string {
  const prefix = codeSpan(formatPrefix(route.prefix));
  switch (route.part) {
    case 'default':
      return "no more specific route contains it: the instance's default route applies";
    case 'vpc':
      return `it belongs to the VPC's block ${prefix}`;
    case 'subnet':
      return `it is in the notebook's own subnet ${prefix}`;
    case 'docker':
      return `it belongs to Docker's bridge ${prefix}, which stays on the instance`;
    default:
      return `${prefix} is SageMaker's own route`;
  }
}
