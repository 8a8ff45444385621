import { RouteVerdict } from '../model/verdicts';
import { goes, goesTogether } from '../model/ways';
import { isEqualToOuter, keeper, prefixAt, type Table } from '../net/table';
import { enumeration, prefixesText, relatedRows, reportMarked, rowText, takers } from './routing';
import type { Rule } from './rule';

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
    const fixed = model.system.length;
    reportMarked(
      context,
      (table) => overlapped(table, fixed),
      1,
      (target, rows) => {
        const inner = rows.flatMap(({ table, row }) =>
          [...takers(table, row)]
            .filter((each) => table.owner[each] >= fixed && table.way[each] !== table.way[row])
            .map((each) => ({ table, row: each })),
        );
        const first = inner[0].table.way[inner[0].row];
        const oneWay = inner.every(({ table, row }) => table.way[row] === first);
        const named = enumeration(inner.map((each) => rowText(model, each)));
        return {
          to: target.item.to,
          message: `${named} inside ${prefixesText(
            target,
            rows.map(({ table, row }) => prefixAt(table, row)),
          )} ${oneWay ? (inner.length === 1 ? goes(first) : goesTogether(first)) : 'go other ways'}`,
          related: relatedRows(model, inner),
        };
      },
    );
  },
};

/** Marks the rows of the policy inside which a longer prefix of the policy goes another way. */
function overlapped(table: Table, fixed: number): Uint8Array {
  const marks = new Uint8Array(table.count);
  for (let row = 0; row < table.count; row++) {
    if (
      table.owner[row] < fixed ||
      table.verdict[row] === RouteVerdict.redundant ||
      isEqualToOuter(table, row)
    )
      continue;
    const outer = keeper(table, row);
    if (outer < 0 || table.owner[outer] < fixed) continue;
    // One that is wrong for another reason may well go the same way.
    if (table.way[row] !== table.way[outer]) marks[outer] = 1;
  }
  return marks;
}
