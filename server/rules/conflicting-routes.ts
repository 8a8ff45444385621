import type { RouteDestination } from '../model/model';
import { oncePer } from '../lib/once-per';
import { RouteVerdict, rowsWithVerdict } from '../model/verdicts';
import { actionText } from '../model/actions';
import { equals, formatPrefix, type Prefix } from '../net/prefix';
import { prefixAt, type Table } from '../net/table';
import { quote } from '../lib/quote';
import { lineText, relatedRows, removalSuggestions, reportDestinations, rowsText } from './lib/routing';
import type { Describe, Fix, Rule } from './lib/rule';

export const conflictingRoutes: Rule = {
  id: 'conflicting-routes',
  severity: 'error',
  summary: 'Conflicting routes for the same prefix',
  why: 'The kernel keeps one route for each prefix. Which of the two it keeps would depend on the order in which they are set, but the order of statements in a policy has no meaning.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
route 10.0.0.0/16 via direct
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check(context) {
    reportDestinations(context, (table) => Uint32Array.from(rivalsIn(table).keys()), describe);
  },
};

const describe: Describe = (model, destination, hits) => {
  const others = hits.map(({ table, row }) => ({ table, row: rivalsIn(table).get(row) ?? row }));
  const prefixes = hits.map(({ table, row }) => prefixAt(table, row));
  const other = others[0];
  return {
    to: destination.entry.to,
    message: `conflicting routes for ${rowsText(destination, hits)}: ${quote(actionText(destination.action))} here, ${quote(actionText(other.table.action[other.row]))}${lineText(model, other)}`,
    related: relatedRows(model, others),
    fixes: [...withoutConflict(destination, prefixes), ...removalSuggestions(model, destination)],
  };
};

/**
 * Maps each row that conflicts with an earlier one to the first row of the same prefix with a different action, in one
 * pass.
 */
const rivalsIn = oncePer((table: Table): ReadonlyMap<number, number> => {
  const rivals = new Map<number, number>();
  let first = -1;
  let other = -1;
  for (const row of rowsWithVerdict(table, RouteVerdict.conflicts)) {
    if (first < 0 || table.from[first] !== table.from[row] || table.length[first] !== table.length[row]) {
      first = row;
      other = -1;
    } else if (table.action[row] !== table.action[first]) {
      if (other < 0) other = row;
      rivals.set(row, first);
    } else if (other >= 0) rivals.set(row, other);
  }
  return rivals;
});

/** For a list, a fix that replaces it with its other prefixes. */
function withoutConflict(destination: RouteDestination, conflicting: readonly Prefix[]): readonly Fix[] {
  const rest = destination.prefixes.filter((prefix) => !conflicting.some((each) => equals(each, prefix)));
  if (destination.literal || rest.length === 0 || rest.length > 64) return [];
  return [
    {
      title: `Replace \`${destination.entry.text}\` with its other ${rest.length === 1 ? 'prefix' : `${rest.length} prefixes`}`,
      kind: 'suggestion',
      edits: [
        { from: destination.entry.from, to: destination.entry.to, text: rest.map(formatPrefix).join(', ') },
      ],
    },
  ];
}
