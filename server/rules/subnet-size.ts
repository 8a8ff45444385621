import { missingLength } from './lib/block-size';
import type { Rule } from './lib/rule';

export const subnetSize: Rule = {
  id: 'subnet-size',
  severity: 'error',
  summary: 'Subnet size that AWS does not allow',
  why: 'AWS allows IPv4 subnets of /16 to /28, and IPv6 subnets of /44 to /64 in steps of 4. Any other length is mistyped.',
  bad: `vpc    10.0.0.0/16
subnet 10.0.0.0/29
`,
  good: `vpc    10.0.0.0/16
subnet 10.0.0.0/28
`,
  check({ model, report }) {
    for (const { prefix, span } of model.network.subnets) {
      const { family, length } = prefix;
      if (
        !span ||
        (family === 4 ? length >= 16 && length <= 28 : length >= 44 && length <= 64 && length % 4 === 0)
      )
        continue;
      const text = model.unit.file.source.slice(span.from, span.to);
      report(span.from, () => ({
        to: span.to,
        message:
          missingLength(text, family === 4 ? 20 : 64) ??
          (family === 4
            ? `subnets must be /16 to /28, not /${length}`
            : `IPv6 subnets must be /44 to /64 in steps of 4, not /${length}`),
      }));
    }
  },
};
