import { comparePrefixes, contains, equals, formatPrefix } from '../net/prefix';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const overlappingVpcBlocks: Rule = {
  id: 'overlapping-vpc-blocks',
  severity: 'error',
  summary: 'Overlapping VPC blocks',
  why: 'The CIDR blocks of a VPC are disjoint: AWS rejects one that overlaps another.',
  bad: `vpc 172.31.0.0/16, 172.31.64.0/20
`,
  good: `vpc 172.31.0.0/16
`,
  check({ model, report }) {
    // In order, a block that overlaps any preceding one is inside the last block that is not inside another.
    const blocks = [...model.network.vpc].sort((a, b) => comparePrefixes(a.prefix, b.prefix));
    let outer = blocks[0];
    for (const block of blocks.slice(1)) {
      const covering = outer;
      if (!contains(covering.prefix, block.prefix)) {
        outer = block;
        continue;
      }
      // Equal blocks are reported as duplicates.
      if (equals(covering.prefix, block.prefix)) continue;
      const [span, other] = [block.span, covering.span];
      if (span)
        report(span.from, () => ({
          to: span.to,
          message: `VPC block ${quote(formatPrefix(block.prefix))} overlaps ${quote(formatPrefix(covering.prefix))}`,
          related: other ? [{ from: other.from, to: other.to, message: 'the other block' }] : [],
        }));
    }
  },
};
