import { RouteVerdict } from '../model/verdicts';
import { keeper } from '../net/table';
import {
  betweenTargets,
  deed,
  distinct,
  reportVerdict,
  relatedRows,
  removal,
  rowsText,
  rowText,
} from './lib/routing';
import type { Describe, Rule } from './lib/rule';

export const redundantRoute: Rule = {
  id: 'redundant-route',
  severity: 'warning',
  summary: 'A wider route already sends these addresses the same way',
  why: 'The nearest route around it, of the policy or of the instance itself, leads to the same place: without this one every address still goes where it went.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
route 10.1.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
`,
  unnecessary: true,
  check(context) {
    if (context.model.open) return;
    reportVerdict(context, RouteVerdict.redundant, describe, betweenTargets);
  },
};

const describe: Describe = (model, target, hits) => {
  const around = hits.map(({ table, row }) => ({ table, row: keeper(table, row) }));
  return {
    to: target.item.to,
    message: `${rowText(model, around[0])} already ${deed(target.way, rowsText(target, hits))}`,
    related: relatedRows(model, distinct(around)),
    fixes: target.literal && hits.length === target.prefixes.length ? [removal(model, target)] : [],
  };
};
