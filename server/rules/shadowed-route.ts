import { RouteVerdict } from '../model/verdicts';
import { reportVerdict, enumeration, rowsText, relatedRows, removal, rowText, takers } from './lib/routing';
import type { Describe, Rule } from './lib/rule';

export const shadowedRoute: Rule = {
  id: 'shadowed-route',
  severity: 'warning',
  summary: 'Longer prefixes take every address of this route',
  why: 'The longest prefix that contains an address decides. Where longer ones take all of it, the route never matches: it says something that does not happen.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.1.0.0/16 via vpc
route 10.1.0.0/17, 10.1.128.0/17 unreachable
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.1.0.0/16 via vpc
route 10.1.128.0/17 unreachable
`,
  unnecessary: true,
  check(context) {
    if (context.model.open) return;
    reportVerdict(context, RouteVerdict.shadowed, describe);
  },
};

const describe: Describe = (model, target, hits) => {
  const inner = hits.flatMap(({ table, row }) =>
    [...takers(table, row)].map((each) => ({ table, row: each })),
  );
  const take = inner.length === 1 ? 'takes' : 'take';
  return {
    to: target.item.to,
    message: `${rowsText(target, hits)} never matches: ${enumeration(inner.map((each) => rowText(model, each)))} ${take} all of it`,
    related: relatedRows(model, inner),
    fixes: target.literal && hits.length === target.prefixes.length ? [removal(model, target)] : [],
  };
};
