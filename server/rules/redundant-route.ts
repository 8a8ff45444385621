import { RouteVerdict } from '../model/verdicts';
import { effectiveParent } from '../net/table';
import {
  betweenDestinations,
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
  summary: 'Redundant route: a covering route has the same action',
  why: 'The nearest covering route, of the policy or of the instance itself, has the same action. Without this route every address is still routed the same.',
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
    reportVerdict(context, RouteVerdict.redundant, describe, betweenDestinations);
  },
};

const describe: Describe = (model, destination, hits) => {
  const covering = hits.map(({ table, row }) => ({ table, row: effectiveParent(table, row) }));
  return {
    to: destination.entry.to,
    message: `redundant route: ${rowText(model, covering[0])} covers ${rowsText(destination, hits)} with the same action`,
    related: relatedRows(model, distinct(covering)),
    fixes:
      destination.literal && hits.length === destination.prefixes.length ? [removal(model, destination)] : [],
  };
};
