import { crossingOf, indexFrom } from '../model/crossing';
import { VPC } from '../model/actions';
import type { Model, RouteDestination } from '../model/model';
import { ownsMany, destinationAt, destinationOffset } from '../model/model';
import { siteRouters } from '../model/onward';
import { onwardOf, type Onward, type Router } from '../model/vpc-router';
import { last } from '../net/prefix';
import { firstAddress, isEqualToCovering, lastAddress, decidedRanges, type Table } from '../net/table';
import { decisionText, rangesText, relatedLocations, type OnwardRange } from './lib/onward-text';
import type { Details, Rule } from './lib/rule';
import { grouped } from '../lib/numbers';

export const deadEnd: Rule = {
  id: 'dead-end',
  severity: 'warning',
  summary: 'Dead end in the VPC: no working route for a destination via vpc',
  why: "A route via vpc only takes packets to the VPC router. If the subnet's route table has no working route for them, they are lost there. A route that covers more than the VPC can reach is common in policies that fail closed, so a dead end for only a part of it is a hint.",
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
    const owners = model.system.length + model.unit.file.plain.count + model.destinations.length;
    const verdicts = new Uint8Array(owners);
    for (const router of routers) {
      const results = new Uint8Array(owners);
      judgeFour(model, router, results);
      judgeSix(model, router, results);
      // A destination that is completely lost from one subnet is worse than one partly lost from each.
      for (let owner = 0; owner < owners; owner++)
        if ((results[owner] & dead) !== 0)
          verdicts[owner] |= results[owner] === dead ? dead | deadOnly : dead;
    }
    for (let owner = 0; owner < owners; owner++)
      if (verdicts[owner] !== 0)
        report(
          destinationOffset(model, owner),
          () => describe(model, routers, destinationAt(model, owner)),
          (verdicts[owner] & deadOnly) !== 0 ? 'warning' : 'hint',
        );
  },
};

/**
 * Flags of a destination routed via vpc: some addresses are dead ends; some work; from some router all are dead ends.
 */
const dead = 1;
const works = 2;
const deadOnly = 4;

function judgeFour(model: Model, router: Router, results: Uint8Array): void {
  const table = model.tables[4];
  const fixed = model.system.length;
  const crossing = crossingOf(table, fixed, router);
  const { points, routed, deadStarts, deadEnds } = crossing;
  if (deadStarts.length === 0) return;
  let [start, next] = [0, 0];
  for (let row = 0; row < table.count; row++) {
    if (table.owner[row] < fixed || table.action[row] !== VPC || isEqualToCovering(table, row)) continue;
    while (next < deadEnds.length && deadEnds[next] <= table.from[row]) next++;
    // If a row has no dead ends, what works matters only for destinations with several rows.
    const hasNone = next === deadEnds.length || deadStarts[next] > table.to[row];
    if (hasNone && !ownsMany(model, table.owner[row])) continue;
    while (points[start] < table.from[row]) start++;
    const end = indexFrom(points, start, table.to[row] + 1);
    const total = routed[end] - routed[start];
    const lost = crossing.dead[end] - crossing.dead[start];
    if (total > 0) results[table.owner[row]] |= (lost > 0 ? dead : 0) | (lost < total ? works : 0);
  }
}

function judgeSix(model: Model, router: Router, results: Uint8Array): void {
  const table = model.tables[6];
  for (let row = 0; row < table.count; row++) {
    if (table.owner[row] < model.system.length || table.action[row] !== VPC || isEqualToCovering(table, row))
      continue;
    const [first, end] = [firstAddress(table, table.from[row]), lastAddress(table, table.to[row])];
    for (const { state } of routedOnward(table, router, first, end))
      results[table.owner[row]] |= state === 'dead-end' ? dead : works;
  }
}

/** What the router does with those addresses of a range that are routed via vpc. */
function* routedOnward(table: Table, router: Router, first: bigint, end: bigint): Generator<Onward> {
  for (const piece of decidedRanges(table, first, end))
    if (piece.row >= 0 && table.action[piece.row] === VPC)
      yield* onwardOf(router, table.family, piece.first, piece.last);
}

function describe(model: Model, routers: readonly Router[], { entry, prefixes }: RouteDestination): Details {
  const { to } = entry;
  const view = model.networkView;
  // The first router with a dead end is described; the others have much the same.
  for (const router of routers) {
    const ranges: OnwardRange[] = [];
    let [total, lost] = [0n, 0n];
    for (const { family, base, length } of prefixes)
      for (const onward of routedOnward(model.tables[family], router, base, last({ family, base, length }))) {
        const size = onward.last - onward.first + 1n;
        total += size;
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
    const subject =
      lost === total
        ? `no address of \`${entry.text}\` has a working next hop in the VPC`
        : `dead end for ${grouped(lost)} of the ${grouped(total)} addresses of \`${entry.text}\``;
    const [first] = ranges;
    const rangesNote = lost === total && ranges.length === 1 ? '' : ` (${rangesText(ranges)})`;
    const reasons = new Set(ranges.map((range) => decisionText(router, range)));
    const message = `${subject}${rangesNote}: ${[...reasons].slice(0, 2).join('; ')}`;
    return {
      to,
      message: first ? message : `${subject} in ${table}`,
      related: relatedLocations(
        view,
        ranges.map((onward) => ({ router, onward })),
      ),
    };
  }
  return { to, message: `\`${entry.text}\` is a dead end in the VPC` };
}
