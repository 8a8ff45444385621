import { RouteVerdict } from '../model/verdicts';
import { prefixAt } from '../net/table';
import { reportVerdict, enumeration, prefixesText, relatedRows, removal, rowText, takers } from './routing';
import type { Rule } from './rule';

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
    const { model } = context;
    if (model.open) return;
    reportVerdict(context, RouteVerdict.shadowed, (target, hits) => {
      const prefixes = hits.map(({ table, row }) => prefixAt(table, row));
      const inner = hits.flatMap(({ table, row }) =>
        [...takers(table, row)].map((each) => ({ table, row: each })),
      );
      const take = inner.length === 1 ? 'takes' : 'take';
      return {
        to: target.item.to,
        message: `${prefixesText(target, prefixes)} never matches: ${enumeration(inner.map((each) => rowText(model, each)))} ${take} all of it`,
        related: relatedRows(model, inner),
        fixes: target.literal && hits.length === target.prefixes.length ? [removal(model, target)] : [],
      };
    });
  },
};
