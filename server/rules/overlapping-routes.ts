import { RouteVerdict } from '../model/verdicts';
import { goes, goesTogether } from '../model/ways';
import { isEqualToOuter, keeper, type Table } from '../net/table';
import { enumeration, relatedRows, reportTargets, rowsText, rowText, takers } from './routing';
import type { Context, Describe, Rule } from './rule';

export const overlappingRoutes: Rule = {
  id: 'overlapping-routes',
  severity: 'information',
  summary: 'A longer prefix inside this route goes another way',
  why: 'That is how exceptions are made, and how mistakes look too: part of what this route seems to send goes elsewhere.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
route 10.1.0.0/16 unreachable
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
route 192.168.0.0/16 unreachable
`,
  check(context) {
    const { model } = context;
    if (model.open) return;
    reportTargets(context, (table) => overlapped(context, table), describe);
  },
};

const describe: Describe = (model, target, rows) => {
  const inner = rows.flatMap(({ table, row }) =>
    [...takers(table, row)]
      .filter((each) => table.owner[each] >= model.system.length && table.way[each] !== table.way[row])
      .map((each) => ({ table, row: each })),
  );
  const first = inner[0].table.way[inner[0].row];
  const oneWay = inner.every(({ table, row }) => table.way[row] === first);
  const named = enumeration(inner.map((each) => rowText(model, each)));
  return {
    to: target.item.to,
    message: `${named} inside ${rowsText(target, rows)} ${oneWay ? (inner.length === 1 ? goes(first) : goesTogether(first)) : 'go other ways'}`,
    related: relatedRows(model, inner),
  };
};

/** The rows of the policy inside which a longer prefix of the policy goes another way, in order. */
function overlapped({ model, judged }: Context, table: Table): Uint32Array {
  const fixed = model.system.length;
  const found = new Set<number>();
  for (const verdict of Object.values(RouteVerdict))
    if (verdict !== RouteVerdict.redundant) addOverlapped(table, judged(table, verdict), fixed, found);
  return Uint32Array.from(found).sort();
}

function addOverlapped(table: Table, rows: Uint32Array, fixed: number, found: Set<number>): void {
  const { owner, way } = table;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    // What most rows fail comes first.
    const outer = keeper(table, row);
    if (outer < 0 || owner[outer] < fixed || owner[row] < fixed || isEqualToOuter(table, row)) continue;
    // One that is wrong for another reason may well go the same way.
    if (way[row] !== way[outer]) found.add(outer);
  }
}
