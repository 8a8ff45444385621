import { crossingOf, countsIn } from '../model/crossing';
import { VPC } from '../model/actions';
import type { Model, RouteTarget } from '../model/model';
import { targetAt, targetOffset } from '../model/model';
import { siteRouters } from '../model/onward';
import { onwardOf, type Onward, type Router } from '../model/vpc-router';
import { last, type Family } from '../net/prefix';
import { isEqualToOuter, lastAddress, firstAddress, pieces, type Table } from '../net/table';
import { decisionText, rangesText, relatedPlaces, type OnwardRange } from './lib/onward-text';
import type { Details, Rule } from './lib/rule';

export const deadEnd: Rule = {
  id: 'dead-end',
  severity: 'warning',
  summary: "The VPC's route table leads nowhere for addresses that the policy sends to it",
  why: "A route via vpc only brings packets to the VPC router. Where the subnet's route table has no working route for them, they are lost there: a correct policy that does not help. A route that covers more than the VPC can reach is the fail-closed idiom, so a part is only a hint.",
  bad: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0aaa

route 192.168.0.0/16 via vpc
`,
  good: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0aaa

route 10.8.0.0/16 via vpc
`,
  check({ model, report }) {
    if (model.open || !model.networkView?.selection.vpc) return;
    const routers = siteRouters(model).map(({ router }) => router);
    const found = new Map<number, { dead: boolean; whole: boolean }>();
    for (const router of routers) for (const family of [4, 6] as const) judge(model, router, family, found);
    for (const [owner, { dead, whole }] of found)
      if (dead)
        report(
          targetOffset(model, owner),
          () => describe(model, routers, targetAt(model, owner)),
          whole ? 'warning' : 'hint',
        );
  },
};

/** What each destination via vpc has of dead ends from one router; whole where nothing else is left of it. */
function judge(
  model: Model,
  router: Router,
  family: Family,
  found: Map<number, { dead: boolean; whole: boolean }>,
): void {
  const table = model.tables[family];
  const fixed = model.system.length;
  const crossing = family === 4 ? crossingOf(table, fixed, router) : undefined;
  const totals = new Map<number, { dead: boolean; works: boolean }>();
  for (let row = 0; row < table.count; row++) {
    if (table.owner[row] < fixed || table.way[row] !== VPC || isEqualToOuter(table, row)) continue;
    const counts = crossing
      ? countsIn(crossing, table.from[row], table.to[row])
      : countedIn(table, router, row);
    if (counts.routed === 0) continue;
    const before = totals.get(table.owner[row]);
    totals.set(table.owner[row], {
      dead: before?.dead === true || counts.dead > 0,
      works: before?.works === true || counts.dead < counts.routed,
    });
  }
  for (const [owner, { dead, works }] of totals) {
    const before = found.get(owner);
    const whole = dead && !works;
    found.set(owner, { dead: dead || before?.dead === true, whole: whole || before?.whole === true });
  }
}

/** The same as `countsIn` for a row of an IPv6 table: how many ranges, which tells none and all apart as well. */
function countedIn(
  table: Table,
  router: Router,
  row: number,
): { readonly routed: number; readonly dead: number } {
  let [routed, dead] = [0, 0];
  for (const { state } of routedOnward(
    table,
    router,
    firstAddress(table, table.from[row]),
    lastAddress(table, table.to[row]),
  )) {
    routed++;
    if (state === 'dead-end') dead++;
  }
  return { routed, dead };
}

/** What the router does with the addresses of a range that the table sends to it. */
function* routedOnward(table: Table, router: Router, first: bigint, end: bigint): Generator<Onward> {
  for (const piece of pieces(table, first, end))
    if (piece.row >= 0 && table.way[piece.row] === VPC)
      yield* onwardOf(router, table.family, piece.first, piece.last);
}

function describe(model: Model, routers: readonly Router[], { item, prefixes }: RouteTarget): Details {
  const { to } = item;
  const view = model.networkView;
  // The first router that has a dead end says what it is: the next one's is much the same.
  for (const router of routers) {
    const ranges: OnwardRange[] = [];
    let [all, lost] = [0n, 0n];
    for (const { family, base, length } of prefixes)
      for (const onward of routedOnward(model.tables[family], router, base, last({ family, base, length }))) {
        const size = onward.last - onward.first + 1n;
        all += size;
        if (onward.state !== 'dead-end') continue;
        lost += size;
        const before = ranges[ranges.length - 1];
        const joins =
          before?.family === family &&
          before.last + 1n === onward.first &&
          before.row === onward.row &&
          before.reason === onward.reason;
        if (joins) ranges[ranges.length - 1] = { ...before, last: onward.last };
        else ranges.push({ ...onward, family });
      }
    if (!view || lost === 0n) continue;
    const table = router.table ? `\`${router.table.id}\`` : 'its route table';
    const whole =
      lost === all
        ? `no address of \`${item.text}\` has a working next hop in the VPC`
        : `${lost.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} addresses of \`${item.text}\` are a dead end`;
    const [first] = ranges;
    const where = lost === all && ranges.length === 1 ? '' : ` (${rangesText(ranges)})`;
    const reasons = new Set(ranges.map((range) => decisionText(router, range)));
    const message = `${whole}${where}: ${[...reasons].slice(0, 2).join('; ')}`;
    return {
      to,
      message: first ? message : `${whole} in ${table}`,
      related: relatedPlaces(
        view,
        ranges.map((onward) => ({ router, onward })),
      ),
    };
  }
  return { to, message: `\`${item.text}\` is a dead end in the VPC` };
}
