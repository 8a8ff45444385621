import { enumeration } from '../lib/word-list';
import { reservedDestinations, RouteVerdict } from '../model/verdicts';
import { formatPrefix, overlaps } from '../net/prefix';
import { prefixAt } from '../net/table';
import { quote } from '../lib/quote';
import { reportVerdict, rowsText, removalSuggestions } from './lib/routing';
import type { Rule } from './lib/rule';

export const reservedDestination: Rule = {
  id: 'reserved-destination',
  severity: 'error',
  summary: 'Reserved destination',
  why: 'Loopback, multicast and reserved ranges are never routed. 169.254.0.0/16 contains the instance metadata service, and with it every AWS credential that the notebook uses; fd00:ec2::/32 is its IPv6 counterpart. A route there breaks the instance.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 169.254.169.254 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check(context) {
    const { model } = context;
    reportVerdict(context, RouteVerdict.reserved, (_, destination, hits) => {
      const prefixes = hits.map(({ table, row }) => prefixAt(table, row));
      const reasons = reservedDestinations
        .filter(({ prefix }) => prefixes.some((each) => overlaps(prefix, each)))
        .map(({ prefix, what }) => `${quote(formatPrefix(prefix))} is ${what}`);
      return {
        to: destination.entry.to,
        message: `reserved destination ${rowsText(destination, hits)}: ${enumeration(reasons)}`,
        fixes: removalSuggestions(model, destination),
      };
    });
  },
};
