import { quote } from '../../lib/quote';
import { enumeration } from '../../lib/word-list';
import type { JsonPath } from '../../aws/json-documents';
import type { NetworkView } from '../../model/network-view';
import type { Onward, Router, RouterRow } from '../../model/vpc-router';
import { formatPrefix, formatRange, rangePrefixes, type Family } from '../../net/prefix';
import type { Related } from './rule';

/** A range of addresses that the VPC router treats alike. */
export interface OnwardRange extends Onward {
  readonly family: Family;
}

/** A route table's row, as a message names it. */
export function routerRowText({ prefix, row }: RouterRow): string {
  const list = row.prefixList === undefined ? '' : ` of \`${row.prefixList}\``;
  return `\`${formatPrefix(prefix)}\`${list} to \`${row.nextHop.id}\``;
}

/** The first three ranges, as a message names them: as prefixes if few are needed. */
export function rangesText(ranges: readonly OnwardRange[]): string {
  return enumeration(
    ranges.map(({ family, first, last }) => {
      const prefixes = rangePrefixes(family, first, last, 3);
      return prefixes.length <= 2
        ? prefixes.map((prefix) => quote(formatPrefix(prefix))).join(' and ')
        : quote(formatRange(family, first, last));
    }),
  );
}

/** Explains the VPC router's decision: the row that applies, and why it does not work. */
export function decisionText(router: Router, { row, reason }: Onward): string {
  const table = `\`${router.table?.id ?? 'the route table'}\``;
  if (!row) return reason ?? table;
  return `${table} routes ${routerRowText(row)}${reason === undefined ? '' : ` (${reason})`}`;
}

/** The deciding locations in the network file, without duplicates, at most three. */
export function relatedLocations(
  { file, path }: NetworkView,
  results: readonly { readonly router: Router; readonly onward: Onward }[],
): Related[] {
  const jsonPaths = new Map<JsonPath, string>();
  for (const { router, onward } of results) {
    const { row } = onward;
    const jsonPath = row?.row.jsonPath ?? router.table?.jsonPath;
    if (jsonPath && jsonPaths.size < 3 && !jsonPaths.has(jsonPath))
      jsonPaths.set(jsonPath, row ? routerRowText(row) : `the route table \`${router.table?.id}\``);
  }
  return [...jsonPaths].map(([jsonPath, message]) => ({ ...file.spanOf(jsonPath), path, message }));
}
