import { reportMisspellings } from './lib/misspelling';
import type { Rule } from './lib/rule';

export const invalidPrefix: Rule = {
  id: 'invalid-prefix',
  severity: 'error',
  summary: 'A word that stands where a prefix belongs is not written as one',
  why: 'A prefix is four decimal octets and a length, or IPv6 with a length. What people paste (short forms, netmasks, ranges) is understood well enough to name the problem, but never silently reinterpreted: tools disagree about what it means. Where there is one reading only, the fix writes it.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10/8 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc
`,
  firm: true,
  check({ model, report }) {
    reportMisspellings(model, 'invalid-prefix', report);
  },
};
