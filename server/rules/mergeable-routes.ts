import { ownsMany, targetAt, targetOffset, type Model } from '../model/model';
import { RouteVerdict } from '../model/verdicts';
import { wayText } from '../model/actions';
import { formatPrefix, prefixAround } from '../net/prefix';
import { commonLength, prefixAt, type Table } from '../net/table';
import type { Details, Rule } from './lib/rule';
import { relatedRows, removalEdits } from './lib/routing';

export const mergeableRoutes: Rule = {
  id: 'mergeable-routes',
  severity: 'hint',
  summary: 'Two neighbouring routes are one shorter prefix',
  why: 'Two halves that go the same way say the same as the prefix they make up. One line is easier to read, and the script has fewer bytes to fit in.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
route 10.1.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/15 via vpc
`,
  check({ model, report, judged }) {
    if (model.open) return;
    const fixed = model.system.length;
    for (const table of [model.tables[4], model.tables[6]]) {
      for (const halves of halvesIn(table, judged(table, RouteVerdict.stands))) {
        const [lower, upper] = [table.owner[halves.low], table.owner[halves.high]];
        if (lower < fixed || upper < fixed || lower === upper) continue;
        const length = table.length[halves.low] - 1;
        const outer = table.outer[halves.low];
        // The whole may be there, or be the default route.
        if (length === 0 || (outer >= 0 && table.length[outer] === length)) continue;
        if (ownsMany(model, lower) || ownsMany(model, upper)) continue;
        report(targetOffset(model, lower), () => details(model, table, halves));
      }
    }
  },
};

/** The rows of a prefix's two halves. */
interface Halves {
  readonly low: number;
  readonly high: number;
}

/** Of the rows that stand the halves of one prefix that go one way. */
function halvesIn(table: Table, rows: Uint32Array): Halves[] {
  const { from, length, way, outer, verdict } = table;
  const found: Halves[] = [];
  for (let i = 0; i < rows.length; i++) {
    const high = rows[i];
    // Before an upper half stands the lower one or what lies in it. Nearly every row is told apart by an earlier bit.
    if (high === 0 || commonLength(table, high - 1, high) < length[high] - 1) continue;
    // The neighbour before it below the same enclosing row: what is around the row before, as far up.
    let low = high - 1;
    while (low > outer[high] && outer[low] !== outer[high]) low = outer[low];
    if (low <= outer[high] || from[low] === from[high]) continue;
    if (length[low] !== length[high] || way[low] !== way[high]) continue;
    if (verdict[low] === RouteVerdict.stands) found.push({ low, high });
  }
  return found;
}

function details(model: Model, table: Table, { low, high }: Halves): Details {
  const [first, second] = [low, high].map((row) => targetAt(model, table.owner[row]));
  const { family, base, length } = prefixAt(table, low);
  const text = formatPrefix(prefixAround({ family, value: base }, length - 1));
  return {
    to: first.item.to,
    message: `${first.item.text} and ${second.item.text} both go ${wayText(first.way)}: together they are ${text}`,
    related: relatedRows(model, [{ table, row: high }]),
    fixes:
      first.literal && second.literal
        ? [
            {
              title: `Write ${text} instead of both`,
              kind: 'suggestion',
              edits: [
                { from: first.item.from, to: first.item.to, text },
                ...removalEdits(model, [second.item]),
              ].sort((a, b) => a.from - b.from),
            },
          ]
        : [],
  };
}
