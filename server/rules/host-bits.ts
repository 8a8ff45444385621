import { reportMisspellings } from './lib/misspelling';
import type { Rule } from './lib/rule';

export const hostBits: Rule = {
  id: 'host-bits',
  severity: 'error',
  summary: 'The address has bits set behind the prefix length',
  why: 'The kernel refuses an IPv4 prefix with host bits and silently drops those of an IPv6 one, and AWS masks them. Either the network was meant or the one address; only its author knows.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.3.4/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  firm: true,
  check({ model, report }) {
    reportMisspellings(model, 'host-bits', report);
  },
};
