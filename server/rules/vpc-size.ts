import type { Rule } from './lib/rule';

export const vpcSize: Rule = {
  id: 'vpc-size',
  severity: 'error',
  summary: 'A VPC block is larger or smaller than AWS allows',
  why: 'IPv4 blocks of a VPC go from /16 to /28, IPv6 ones from /44 to /60 in steps of four. Another length means a mistyped number.',
  bad: `vpc 10.0.0.0/8
`,
  good: `vpc 10.0.0.0/16
`,
  check({ model, report }) {
    for (const { prefix, place } of model.network.vpc) {
      const { family, length } = prefix;
      if (
        !place ||
        (family === 4 ? length >= 16 && length <= 28 : length >= 44 && length <= 60 && length % 4 === 0)
      )
        continue;
      report(place.from, () => ({
        to: place.to,
        message:
          family === 4
            ? `a /${length} is no block of a VPC: AWS takes /16 to /28`
            : `a /${length} is no IPv6 block of a VPC: AWS takes /44 to /60 in steps of 4`,
      }));
    }
  },
};
