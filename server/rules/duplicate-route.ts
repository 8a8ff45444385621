import { RouteVerdict } from '../model/verdicts';
import { wayText } from '../model/actions';
import { reportVerdict, rowsText, relatedRows, removal } from './lib/routing';
import type { Describe, Rule } from './lib/rule';

export const duplicateRoute: Rule = {
  id: 'duplicate-route',
  severity: 'warning',
  summary: 'The same route stands twice',
  why: 'The second one changes nothing, and the next person to edit the policy may change only one of the two.',
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
    message: `${rowsText(target, hits)} is ${wayText(target.way).startsWith('via') ? `sent ${wayText(target.way)}` : `refused (${wayText(target.way)})`} by an earlier route already`,
    related: relatedRows(model, earlier),
    fixes: target.literal && hits.length === target.prefixes.length ? [removal(model, target)] : [],
  };
};
