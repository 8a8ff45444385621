import { RouteVerdict } from '../model/verdicts';
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
  },
};

const describe: Describe = (model, target, hits) => {
  const earlier = hits.map(({ table, row }) => ({ table, row: table.outer[row] }));
  return {
    to: target.item.to,
    message: `duplicate route for ${rowsText(target, hits)}: same action${lineText(model, earlier[0])}`,
    related: relatedRows(model, earlier),
    fixes: target.literal && hits.length === target.prefixes.length ? [removal(model, target)] : [],
  };
};
