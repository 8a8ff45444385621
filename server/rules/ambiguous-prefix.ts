import { reportMisspellings } from './lib/misspelling';
import type { Rule } from './lib/rule';

export const ambiguousPrefix: Rule = {
  id: 'ambiguous-prefix',
  severity: 'error',
  summary: 'Ambiguous prefix',
  why: 'A leading zero means octal to `ip route` and decimal to most people; `0.0.0.0` is an address or the default route; an IPv4-mapped IPv6 prefix never matches a packet. Choose the meaning that you intend.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 010.0.0.0/8 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportMisspellings(model, 'ambiguous-prefix', report);
  },
};
