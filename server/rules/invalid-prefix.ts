import { reportMisspellings } from './lib/misspelling';
import type { Rule } from './lib/rule';

export const invalidPrefix: Rule = {
  id: 'invalid-prefix',
  severity: 'error',
  summary: 'Invalid prefix',
  why: 'A prefix is four decimal octets and a length, or an IPv6 address and a length. Other common notations (short forms, netmasks, ranges) are recognised, but never silently reinterpreted: tools disagree about what they mean. Where the meaning is unambiguous, the fix writes the prefix.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10/8 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportMisspellings(model, 'invalid-prefix', report);
  },
};
