import { contains, formatPrefix } from '../net/prefix';
import { enumeration } from './lib/routing';
import type { Rule } from './lib/rule';

export const subnetOutsideVpc: Rule = {
  id: 'subnet-outside-vpc',
  severity: 'error',
  summary: 'The subnet lies in no declared VPC block',
  why: "A notebook's subnet is cut out of one of the VPC's CIDR blocks. If it is not, one of the two is mistyped, and the router worked out from it is not there.",
  bad: `vpc    172.31.0.0/16
subnet 172.30.64.0/20
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
`,
  check({ model, report }) {
    const { vpc, subnets } = model.network;
    for (const { prefix, place } of subnets) {
      if (!place || vpc.some((block) => contains(block.prefix, prefix))) continue;
      report(place.from, () => ({
        to: place.to,
        message:
          vpc.length === 0
            ? `${formatPrefix(prefix)} lies in no VPC: the policy declares none`
            : `${formatPrefix(prefix)} lies in no block of the VPC (${enumeration(vpc.map((block) => formatPrefix(block.prefix)))})`,
        related: vpc
          .flatMap((block) =>
            block.place
              ? [{ from: block.place.from, to: block.place.to, message: 'a block of the VPC' }]
              : [],
          )
          .slice(0, 3),
      }));
    }
  },
};
