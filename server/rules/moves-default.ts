import { enumeration } from '../lib/word-list';
import { destinationAt, destinationOffset } from '../model/model';
import { isEqualToCovering, Verdict, type Table } from '../net/table';
import { quote } from '../lib/quote';
import { relatedRows, rowText } from './lib/routing';
import type { Rule } from './lib/rule';

export const movesDefault: Rule = {
  id: 'moves-default',
  severity: 'error',
  summary: 'Routes replace the default route completely',
  why: "Traffic without a more specific route, including replies to the notebook's own web page, leaves through the instance's default route. A policy that replaces all of it can make the notebook unreachable from the console. If you intend that, add `# allow moves-default`.",
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

docker 192.168.240.0/20
route default via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
`,
  check({ model, report }) {
    if (model.open) return;
    const fixed = model.system.length;
    for (const table of [model.tables[4], model.tables[6]]) {
      for (let row = 0; row < table.count && table.owner[row] < fixed && table.length[row] === 0; row++) {
        const rows = covering(table, row);
        const owners = [...new Set(rows.map((each) => table.owner[each]))].filter((owner) => owner >= fixed);
        const owner = owners.sort((a, b) => a - b)[0];
        if (owner === undefined) continue;
        report(destinationOffset(model, owner), () => {
          const destination = destinationAt(model, owner);
          const others = rows.filter((each) => table.owner[each] >= fixed && table.owner[each] !== owner);
          return {
            to: destination.entry.to,
            message: `${
              others.length > 0
                ? `${quote(destination.entry.text)} and ${enumeration(others.map((each) => rowText(model, { table, row: each })))} replace`
                : 'this replaces'
            } the default route completely: the notebook's own page may become unreachable`,
            related: relatedRows(
              model,
              others.map((each) => ({ table, row: each })),
            ),
          };
        });
      }
    }
  },
};

/** The outermost rows that together cover every address of a row, whatever their actions; empty if they do not. */
function covering(table: Table, coveringRow: number): number[] {
  const rows: number[] = [];
  let next = table.from[coveringRow];
  for (let row = coveringRow + 1; row < table.count && table.from[row] <= next; row++) {
    if (table.from[row] < next || isEqualToCovering(table, row) || table.verdict[row] === Verdict.redundant)
      continue;
    rows.push(row);
    next = table.to[row] + 1;
  }
  return next > table.to[coveringRow] ? rows : [];
}
