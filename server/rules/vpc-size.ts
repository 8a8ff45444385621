import { missingLength } from './lib/block-size';
import type { Rule } from './lib/rule';

export const vpcSize: Rule = {
  id: 'vpc-size',
  severity: 'error',
  summary: 'VPC block size that AWS does not allow',
  why: 'AWS allows IPv4 blocks of /16 to /28, and IPv6 blocks of /44 to /60 in steps of 4. Any other length is mistyped.',
  bad: `vpc 10.0.0.0/8
`,
  good: `vpc 10.0.0.0/16
`,
  check({ model, report }) {
    for (const { prefix, span } of model.network.vpc) {
      const { family, length } = prefix;
      if (
        !span ||
        (family === 4 ? length >= 16 && length <= 28 : length >= 44 && length <= 60 && length % 4 === 0)
      )
        continue;
      const text = model.unit.file.source.slice(span.from, span.to);
      report(span.from, () => ({
        to: span.to,
        message:
          missingLength(text, family === 4 ? 16 : 56) ??
          (family === 4
            ? `VPC blocks must be /16 to /28, not /${length}`
            : `IPv6 VPC blocks must be /44 to /60 in steps of 4, not /${length}`),
      }));
    }
  },
};
