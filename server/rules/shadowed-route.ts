import { enumeration } from '../lib/word-list';
import { RouteVerdict } from '../model/verdicts';
import { reportVerdict, rowsText, relatedRows, removal, rowText, moreSpecificRows } from './lib/routing';
import type { Describe, Rule } from './lib/rule';

export const shadowedRoute: Rule = {
  id: 'shadowed-route',
  severity: 'warning',
  summary: 'Route is never used: more specific routes cover all of it',
  why: 'The most specific route that contains an address is used. If more specific routes cover all of a route, it is never used.',
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

const describe: Describe = (model, destination, hits) => {
  const covered = hits.flatMap(({ table, row }) =>
    [...moreSpecificRows(table, row)].map((each) => ({ table, row: each })),
  );
  const cover = covered.length === 1 ? 'covers' : 'cover';
  return {
    to: destination.entry.to,
    message: `route is never used: the more specific ${enumeration(covered.map((each) => rowText(model, each)))} ${cover} all of ${rowsText(destination, hits)}`,
    related: relatedRows(model, covered),
    fixes:
      destination.literal && hits.length === destination.prefixes.length ? [removal(model, destination)] : [],
  };
};
