import type { NextHopKind } from '../aws/facts';
import { DIRECT } from '../model/actions';
import { bypassedRows } from '../model/crossing';
import type { Model } from '../model/model';
import { hasInterface, serviceNetwork } from '../model/network';
import { siteRouters } from '../model/onward';
import { onwardOf, type Router, type RouterRow } from '../model/vpc-router';
import { contains, equals, formatPrefix, last, type Prefix } from '../net/prefix';
import { decidedRanges, rowOf } from '../net/table';
import { addedLines } from './lib/edits';
import { rangesText, relatedLocations, routerRowText, type OnwardRange } from './lib/onward-text';
import { LazyFix } from './lib/routing';
import type { Details, Fix, Rule } from './lib/rule';

/** Next hops of networks that are reachable only through the VPC. */
export const privateHops: readonly NextHopKind[] = [
  'transit-gateway',
  'peering-connection',
  'virtual-private-gateway',
  'network-interface',
];

/** At most this many rows have a diagnostic each, all at the same statement; the rest share one. */
const mostSingle = 10;

export const bypassesVpc: Rule = {
  id: 'bypasses-vpc',
  severity: 'hint',
  summary: 'The policy bypasses a route in the VPC to a private network',
  why: "The subnet's route table has a route to a network that only the VPC reaches. The policy routes its addresses via direct, where they are lost. This happens when a network is added to the VPC after the policy was written.",
  bad: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0aaa
`,
  good: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0aaa

route 10.8.0.0/16 via vpc
`,
  check({ model, report }) {
    const { networkView: view } = model;
    if (model.open || !view?.selection.vpc || !hasInterface(model.network, DIRECT, 4)) return;
    const at = view.statement.path ?? view.statement.keyword;
    const routers = siteRouters(model);
    const reportedKeys = new Set<string>();
    for (const { router } of routers) {
      const bypassed = bypassedGroups(model, router);
      const fresh =
        routers.length === 1 ? bypassed : bypassed.filter(([{ row }]) => !reportedKeys.has(keyOf(row)));
      if (routers.length > 1) for (const [{ row }] of fresh) reportedKeys.add(keyOf(row));
      for (const rows of fresh.slice(0, mostSingle))
        report(at.from, () => ({ to: at.to, ...describe(model, router, rows) }));
      const rest = fresh.slice(mostSingle);
      if (rest.length > 0) report(at.from, () => ({ to: at.to, message: restText(router, rest) }));
    }
  },
};

/** Equal rows in the tables of several subnets are reported once. */
function keyOf({ destination, prefixList, nextHop }: RouterRow['row']): string {
  return `${destination?.base}/${destination?.length} ${prefixList} ${nextHop.id}`;
}

/** The active rows of a router for private networks that get no traffic, grouped by prefix list. */
function bypassedGroups(model: Model, router: Router): (readonly [RouterRow, ...RouterRow[]])[] {
  const fixed = model.system.length;
  const four = bypassedRows(model.tables[4], fixed, router);
  const six = bypassedRows(model.tables[6], fixed, router);
  const groups: [RouterRow, ...RouterRow[]][] = [];
  for (let i = 0; i < router.rows.length; i++) {
    const each = router.rows[i];
    const { prefix, row } = each;
    if (row.state !== 'active' || prefix.length === 0 || !privateHops.includes(row.nextHop.kind)) continue;
    if (!(prefix.family === 4 ? four : six)(i)) continue;
    const group = groups[groups.length - 1];
    // Entries of one prefix list are consecutive and share their row.
    if (group?.[0].row === row) group.push(each);
    else groups.push([each]);
  }
  return groups;
}

function restText({ table }: Router, rest: readonly (readonly RouterRow[])[]): string {
  const firstRows = rest.slice(0, 3).map(([row]) => routerRowText(row));
  return `\`${table?.id}\` has ${rest.length} more routes to private networks (${firstRows.join(', ')}, …), but the policy routes addresses of them via direct`;
}

function describe(model: Model, router: Router, rows: readonly RouterRow[]): Omit<Details, 'to'> {
  const view = model.networkView;
  const ranges: OnwardRange[] = [];
  const groupRows = new Set(rows);
  for (const { prefix } of rows) {
    const { family } = prefix;
    const table = model.tables[family];
    for (const onward of onwardOf(router, family, prefix.base, last(prefix))) {
      if (!onward.row || !groupRows.has(onward.row)) continue;
      for (const piece of decidedRanges(table, onward.first, onward.last)) {
        if (piece.row < 0 || table.action[piece.row] !== DIRECT) continue;
        const before = ranges[ranges.length - 1];
        if (
          before &&
          before.family === family &&
          before.last + 1n === piece.first &&
          before.row === onward.row
        )
          ranges[ranges.length - 1] = { ...before, last: piece.last };
        else ranges.push({ ...onward, first: piece.first, last: piece.last, family });
      }
    }
  }
  const [first] = rows;
  const more = rows.length > 1 ? ` and ${rows.length - 1} more of the list` : '';
  const message = `\`${router.table?.id}\` routes ${routerRowText(first)}${more}, but the policy routes ${rangesText(ranges)} via direct`;
  const lines = routesFor(
    model,
    rows.map(({ prefix }) => prefix),
  );
  return {
    message,
    related: view
      ? relatedLocations(
          view,
          rows.slice(0, 1).map((row) => ({ router, onward: { ...ranges[0], row } })),
        )
      : [],
    fixes: lines.length > 0 ? [addedRoutes(model, lines)] : [],
  };
}

/** The routes that send prefixes to the VPC while keeping SageMaker's own network direct. */
function routesFor(model: Model, prefixes: readonly Prefix[]): string[] {
  const unrouted = prefixes.filter(
    (prefix) => rowOf(model.tables[prefix.family], prefix) < 0 && !equals(prefix, serviceNetwork),
  );
  if (unrouted.length === 0) return [];
  const covers =
    unrouted.some((prefix) => contains(prefix, serviceNetwork)) && rowOf(model.tables[4], serviceNetwork) < 0;
  return [
    `route ${unrouted.map(formatPrefix).join(', ')} via vpc`,
    ...(covers ? [`route ${formatPrefix(serviceNetwork)} via direct`] : []),
  ];
}

function addedRoutes({ unit: { file } }: Model, lines: readonly string[]): Fix {
  const title = `Add ${lines.map((line) => `\`${line}\``).join(' and ')}`;
  return new LazyFix('suggestion', title, () => [addedLines(file.source, file.source.length, lines)]);
}
