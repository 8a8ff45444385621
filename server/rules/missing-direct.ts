import { reportMissing } from './lib/missing-interface';
import type { Rule } from './lib/rule';

export const missingDirect: Rule = {
  id: 'missing-direct',
  severity: 'error',
  summary: 'Route via direct, but the direct interface cannot be used',
  why: 'With `direct-internet disabled` the only default route leaves through the VPC interface. For IPv6, an instance has no gateway outside the VPC that a policy could know.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
direct-internet disabled
route 8.8.8.8 via direct
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportMissing(model, 'missing-direct', report);
  },
};
