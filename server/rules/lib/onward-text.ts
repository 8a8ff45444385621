import type { JsonPlace } from '../../aws/json-documents';
import type { NetworkView } from '../../model/network-view';
import type { Onward, Router, RouterRow } from '../../model/vpc-router';
import { formatPrefix, formatRange, rangePrefixes, type Family } from '../../net/prefix';
import { enumeration } from './routing';
import type { Related } from './rule';

/** An address range of an IP version that the VPC router treats in one way. */
export interface OnwardRange extends Onward {
  readonly family: Family;
}

/** A row of a route table in a message. */
export function routerRowText({ prefix, row }: RouterRow): string {
  const list = row.prefixList === undefined ? '' : ` of \`${row.prefixList}\``;
  return `\`${formatPrefix(prefix)}\`${list} to \`${row.nextHop.id}\``;
}

/** Ranges in a message: the first three, as prefixes where they are a few. */
export function rangesText(ranges: readonly OnwardRange[]): string {
  return enumeration(
    ranges.map(({ family, first, last }) => {
      const prefixes = rangePrefixes(family, first, last, 3);
      return prefixes.length <= 2
        ? prefixes.map(formatPrefix).join(' and ')
        : formatRange(family, first, last);
    }),
  );
}

/** Why the router does with a range what it does: the row that decides, and what is the matter with it. */
export function decisionText(router: Router, { row, reason }: Onward): string {
  const table = `\`${router.table?.id ?? 'the route table'}\``;
  if (!row) return reason ?? table;
  return `${table} has ${routerRowText(row)}${reason === undefined ? '' : ` (${reason})`}`;
}

/** The places in the network file that decide, each once, at most three. */
export function relatedPlaces(
  { file, path }: NetworkView,
  found: readonly { readonly router: Router; readonly onward: Onward }[],
): Related[] {
  const places = new Map<JsonPlace, string>();
  for (const { router, onward } of found) {
    const { row } = onward;
    const place = row?.row.place ?? router.table?.place;
    if (place && places.size < 3 && !places.has(place))
      places.set(place, row ? routerRowText(row) : `the route table \`${router.table?.id}\``);
  }
  return [...places].map(([place, message]) => ({ ...file.spanOf(place), path, message }));
}
