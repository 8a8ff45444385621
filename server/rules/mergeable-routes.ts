import { ownsMany, destinationAt, destinationOffset, type Model } from '../model/model';
import { oncePer } from '../lib/once-per';
import { RouteVerdict, rowsWithVerdict } from '../model/verdicts';
import { formatPrefix, coveringPrefix } from '../net/prefix';
import { commonLength, prefixAt, type Table } from '../net/table';
import { quote } from '../lib/quote';
import type { Span } from '../syntax/ast';
import { statementAt } from '../syntax/parser';
import { moveContent } from './lib/move-content';
import type { Details, Edit, Rule } from './lib/rule';
import { LazyFix, relatedRows, removalEdits } from './lib/routing';

export const mergeableRoutes: Rule = {
  id: 'mergeable-routes',
  severity: 'hint',
  summary: 'Two adjacent routes equal one shorter prefix',
  why: 'Two halves of a prefix with the same action are equivalent to a route for the whole prefix. One line is easier to read, and the script gets smaller.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
route 10.1.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/15 via vpc
`,
  check({ model, report }) {
    if (model.open) return;
    const fixed = model.system.length;
    for (const table of [model.tables[4], model.tables[6]]) {
      for (const halves of halvesIn(table)) {
        const [lower, upper] = [table.owner[halves.low], table.owner[halves.high]];
        if (lower < fixed || upper < fixed || lower === upper) continue;
        const length = table.length[halves.low] - 1;
        const coveringRow = table.coveringRow[halves.low];
        // The merged prefix may already be a row, or be the default route.
        if (length === 0 || (coveringRow >= 0 && table.length[coveringRow] === length)) continue;
        if (ownsMany(model, lower) || ownsMany(model, upper)) continue;
        report(destinationOffset(model, lower), () => details(model, table, halves));
      }
    }
  },
};

/** The rows of the two halves of a prefix. */
interface Halves {
  readonly low: number;
  readonly high: number;
}

/** Pairs of effective rows with the same action that are the two halves of one prefix. */
const halvesIn = oncePer((table: Table): readonly Halves[] => {
  const { from, length, action, coveringRow, verdict } = table;
  const rows = rowsWithVerdict(table, RouteVerdict.effective);
  const halves: Halves[] = [];
  for (let i = 0; i < rows.length; i++) {
    const high = rows[i];
    // The row before an upper half is the lower half or within it; nearly every other row differs in an earlier bit.
    if (high === 0 || commonLength(table, high - 1, high) < length[high] - 1) continue;
    // Climb from the preceding row to the sibling that has the same covering row.
    let low = high - 1;
    while (low > coveringRow[high] && coveringRow[low] !== coveringRow[high]) low = coveringRow[low];
    if (low <= coveringRow[high] || from[low] === from[high]) continue;
    if (length[low] !== length[high] || action[low] !== action[high]) continue;
    if (verdict[low] === RouteVerdict.effective) halves.push({ low, high });
  }
  return halves;
});

function details(model: Model, table: Table, { low, high }: Halves): Details {
  const [first, second] = [low, high].map((row) => destinationAt(model, table.owner[row]));
  const { family, base, length } = prefixAt(table, low);
  const text = formatPrefix(coveringPrefix({ family, value: base }, length - 1));
  return {
    to: first.entry.to,
    message: `mergeable routes: ${quote(first.entry.text)} and ${quote(second.entry.text)} with the same action equal \`${text}\``,
    related: relatedRows(model, [{ table, row: high }]),
    fixes:
      first.literal && second.literal
        ? [
            new LazyFix('suggestion', `Merge into \`${text}\``, () =>
              [
                { from: first.entry.from, to: first.entry.to, text },
                ...removalInto(model, second.entry, first.entry),
              ].sort((a, b) => a.from - b.from),
            ),
          ]
        : [],
  };
}

/** Removes a destination that another one takes over; the comments of its statement go there if nothing is left of it. */
function removalInto(model: Model, removed: Span, into: Span): Edit[] {
  const { file } = model.unit;
  const statement = statementAt(file, removed.from);
  return statement?.kind === 'route' && statement.destinations.length === 1
    ? moveContent(file.source, statement, into)
    : removalEdits(model, [removed]);
}
