import { enumeration } from '../lib/word-list';
import { contains, formatPrefix } from '../net/prefix';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const subnetOutsideVpc: Rule = {
  id: 'subnet-outside-vpc',
  severity: 'error',
  summary: 'Subnet outside every declared VPC block',
  why: "A notebook's subnet is part of one of the VPC's CIDR blocks. If it is not, one of the two is mistyped, and the gateway computed from the subnet does not exist.",
  bad: `vpc    172.31.0.0/16
subnet 172.30.64.0/20
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
`,
  check({ model, report }) {
    const { vpc, subnets } = model.network;
    for (const { prefix, span } of subnets) {
      if (!span || vpc.some((block) => contains(block.prefix, prefix))) continue;
      report(span.from, () => ({
        to: span.to,
        message:
          vpc.length === 0
            ? `subnet ${quote(formatPrefix(prefix))} without a VPC; declare its blocks with \`vpc\``
            : `subnet ${quote(formatPrefix(prefix))} is outside the VPC (${enumeration(vpc.map((block) => quote(formatPrefix(block.prefix))))})`,
        related: vpc
          .flatMap((block) =>
            block.span ? [{ from: block.span.from, to: block.span.to, message: 'block of the VPC' }] : [],
          )
          .slice(0, 3),
      }));
    }
  },
};
