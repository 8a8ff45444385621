import { VPC } from '../../model/actions';
import { sites } from '../../model/effective';
import { lookup } from '../../model/lookup';
import type { Model } from '../../model/model';
import { siteRouter } from '../../model/onward';
import { onwardOf, type Onward, type Router } from '../../model/vpc-router';
import { formatPrefix, formatRange, type Prefix } from '../../net/prefix';
import { counted } from '../../lib/numbers';
import { codeSpan, markdownText } from '../../lib/markdown';

/** Addresses that the VPC router treats alike, by one row or for one reason, with the first of their ranges. */
export interface OnwardGroup {
  readonly onward: Onward;
  readonly range: string;
  /** The number of address ranges in the group. */
  ranges: number;
}

/** The groups in address order. */
export interface OnwardSummary {
  readonly router: Router;
  readonly groups: readonly OnwardGroup[];
}

/** Longer lists are cut here, because hovers must stay fast. */
const mostPrefixes = 200;
const mostGroups = 8;

/**
 * What the VPC router does with those addresses of some prefixes that are routed via vpc, from the policy's first
 * subnet. Undefined without a network file, or if none of them is.
 */
export function onwardSummary(model: Model, prefixes: readonly Prefix[]): OnwardSummary | undefined {
  const router = model.open ? undefined : siteRouter(model, sites(model)[0]);
  if (!router) return undefined;
  const groups = new Map<unknown, OnwardGroup>();
  for (const prefix of prefixes.slice(0, mostPrefixes))
    for (const { route, family, first, last } of lookup(model, prefix)) {
      if (route?.action !== VPC) continue;
      for (const onward of onwardOf(router, family, first, last)) {
        const key = onward.state === 'ok' ? onward.row : `${onward.state} ${onward.reason}`;
        const group = groups.get(key);
        if (group) group.ranges++;
        else groups.set(key, { onward, range: formatRange(family, onward.first, onward.last), ranges: 1 });
      }
    }
  return groups.size === 0 ? undefined : { router, groups: [...groups.values()] };
}

/** The summary as Markdown paragraphs; empty if there is none. */
export function onwardText(model: Model, prefixes: readonly Prefix[]): string[] {
  const summary = onwardSummary(model, prefixes);
  if (!summary) return [];
  const { router, groups } = summary;
  const by = router.table ? `then ${codeSpan(router.table.id)}` : 'then the VPC router';
  const lines = groups.slice(0, mostGroups).map(groupText);
  if (groups.length > mostGroups) lines.push(`and ${groups.length - mostGroups} more`);
  const [only] = lines;
  return [lines.length === 1 ? `${by}: ${only}` : `${by}:\n\n${lines.map((line) => `- ${line}`).join('\n')}`];
}

function groupText({ onward, range, ranges }: OnwardGroup): string {
  const { row, state, reason } = onward;
  const rangesText =
    ranges === 1 ? codeSpan(range) : `${codeSpan(range)} and ${counted(ranges - 1, 'more range')}`;
  const because = reason === undefined ? '' : `: ${markdownText(reason.replaceAll('`', ''))}`;
  if (state === 'dead-end') return `dead end for ${rangesText}${because}`;
  if (state === 'unknown') return `unknown next hop for ${rangesText}${because}`;
  if (!row) return `${rangesText} to the address itself`;
  const { id, kind } = row.row.nextHop;
  return `${codeSpan(formatPrefix(row.prefix))} to ${id === kind ? kind : `${codeSpan(id)} (${kind})`}`;
}
