import { repeatedPrefixes } from '../model/repeated-prefixes';
import { RouteVerdict } from '../model/verdicts';
import { quote } from '../lib/quote';
import { entryRemovals } from './lib/edits';
import { lineText, reportVerdict, rowsText, relatedRows, removal } from './lib/routing';
import type { Describe, Rule } from './lib/rule';

export const duplicateRoute: Rule = {
  id: 'duplicate-route',
  severity: 'warning',
  summary: 'Duplicate route',
  why: 'The second one has no effect, and a later edit may change only one of the two.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
route 10.0.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  unnecessary: true,
  check(context) {
    reportVerdict(context, RouteVerdict.duplicate, describe);
    const { model, report } = context;
    const { source } = model.unit.file;
    for (const { statement, entry, earlier } of repeatedPrefixes(model))
      report(entry.from, () => ({
        to: entry.to,
        message: `duplicate entry ${quote(entry.text)} of ${'name' in statement && statement.name ? quote(statement.name.text) : quote(statement.kind)}`,
        related: [{ from: earlier.from, to: earlier.to, message: 'the first one' }],
        fixes: [
          {
            title: `Remove \`${entry.text}\``,
            kind: 'removal',
            edits: entryRemovals(source, statement.entries, new Set([entry])),
          },
        ],
      }));
  },
};

const describe: Describe = (model, destination, hits) => {
  const earlier = hits.map(({ table, row }) => ({ table, row: table.coveringRow[row] }));
  return {
    to: destination.entry.to,
    message: `duplicate route for ${rowsText(destination, hits)}: same action${lineText(model, earlier[0])}`,
    related: relatedRows(model, earlier),
    fixes:
      destination.literal && hits.length === destination.prefixes.length ? [removal(model, destination)] : [],
  };
};
