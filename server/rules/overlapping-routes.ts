import { enumeration } from '../lib/word-list';
import { oncePer } from '../lib/once-per';
import { RouteVerdict } from '../model/verdicts';
import { actionText } from '../model/actions';
import { isEqualToCovering, effectiveParent, type Table } from '../net/table';
import { quote } from '../lib/quote';
import { relatedRows, reportDestinations, rowsText, rowText, moreSpecificRows } from './lib/routing';
import type { Describe, Rule } from './lib/rule';

export const overlappingRoutes: Rule = {
  id: 'overlapping-routes',
  severity: 'hint',
  summary: 'A more specific route overrides part of this one',
  why: 'Part of what this route covers is routed differently. This is how exceptions are written, but it can also be a mistake.',
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
    if (context.model.open) return;
    reportDestinations(context, overlapped, describe);
  },
};

const describe: Describe = (model, destination, rows) => {
  const covered = rows.flatMap(({ table, row }) =>
    [...moreSpecificRows(table, row)]
      .filter((each) => table.owner[each] >= model.system.length && table.action[each] !== table.action[row])
      .map((each) => ({ table, row: each })),
  );
  const first = covered[0].table.action[covered[0].row];
  const isOneAction = covered.every(({ table, row }) => table.action[row] === first);
  const innerText = enumeration(covered.map((each) => rowText(model, each)));
  return {
    to: destination.entry.to,
    message: `the more specific ${innerText}${isOneAction ? ` (${quote(actionText(first))})` : ''} ${covered.length === 1 ? 'overrides' : 'override'} part of ${rowsText(destination, rows)}`,
    related: relatedRows(model, covered),
  };
};

/** The policy's rows with a more specific row of the policy that has another action, in order. */
const overlapped = oncePer((table: Table): Uint32Array => {
  const { count, fixed, owner, action, verdict } = table;
  const isOverlapped = new Uint8Array(count);
  let rowCount = 0;
  for (let row = 0; row < count; row++) {
    if (verdict[row] === RouteVerdict.redundant) continue;
    const covering = effectiveParent(table, row);
    if (covering < 0 || owner[covering] < fixed || owner[row] < fixed || isEqualToCovering(table, row))
      continue;
    // A row with another verdict can have the same action.
    if (action[row] === action[covering] || isOverlapped[covering] === 1) continue;
    isOverlapped[covering] = 1;
    rowCount++;
  }
  const rows = new Uint32Array(rowCount);
  for (let row = isOverlapped.indexOf(1), i = 0; i < rowCount; row = isOverlapped.indexOf(1, row + 1))
    rows[i++] = row;
  return rows;
});
