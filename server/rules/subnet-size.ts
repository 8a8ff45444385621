import type { Rule } from './lib/rule';

export const subnetSize: Rule = {
  id: 'subnet-size',
  severity: 'error',
  summary: 'A subnet is larger or smaller than AWS allows',
  why: 'IPv4 subnets go from /16 to /28, IPv6 ones from /44 to /64 in steps of four. Another length means a mistyped number.',
  bad: `vpc    10.0.0.0/16
subnet 10.0.0.0/29
`,
  good: `vpc    10.0.0.0/16
subnet 10.0.0.0/28
`,
  check({ model, report }) {
    for (const { prefix, place } of model.network.subnets) {
      const { family, length } = prefix;
      if (
        !place ||
        (family === 4 ? length >= 16 && length <= 28 : length >= 44 && length <= 64 && length % 4 === 0)
      )
        continue;
      report(place.from, () => ({
        to: place.to,
        message:
          family === 4
            ? `a /${length} is no subnet: AWS takes /16 to /28`
            : `a /${length} is no IPv6 subnet: AWS takes /44 to /64 in steps of 4`,
      }));
    }
  },
};
