import { reportMissing } from './lib/missing-interface';
import type { Rule } from './lib/rule';

export const missingSubnet: Rule = {
  id: 'missing-subnet',
  severity: 'error',
  summary: 'A route goes via vpc, but the router there cannot be known',
  why: "The VPC router is the subnet's base address + 1. Without a `subnet` of the same IP version, or a pinned gateway, the script has no next hop to set.",
  bad: `vpc 172.31.0.0/16
route 10.0.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  firm: true,
  check({ model, report }) {
    reportMissing(model, 'missing-subnet', report);
  },
};
