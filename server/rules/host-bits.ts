import { reportMisspellings } from './lib/misspelling';
import type { Rule } from './lib/rule';

export const hostBits: Rule = {
  id: 'host-bits',
  severity: 'error',
  summary: 'Prefix with host bits set',
  why: 'The kernel rejects an IPv4 prefix with host bits set and silently clears those of an IPv6 prefix; AWS clears both. Only you know whether the network or the one address is meant.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.3.4/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportMisspellings(model, 'host-bits', report);
  },
};
