import { reportMissing } from './lib/missing-interface';
import type { Rule } from './lib/rule';

export const missingSubnet: Rule = {
  id: 'missing-subnet',
  severity: 'error',
  summary: 'Route via vpc, but the gateway is unknown',
  why: "The VPC router, the gateway of `via vpc`, has the subnet's base address + 1. Without a `subnet` of the same IP version, or a pinned gateway, the script has no gateway to use.",
  bad: `vpc 172.31.0.0/16
route 10.0.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportMissing(model, 'missing-subnet', report);
  },
};
