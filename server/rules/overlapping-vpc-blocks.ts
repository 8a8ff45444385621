import { comparePrefixes, contains, formatPrefix } from '../net/prefix';
import type { Rule } from './lib/rule';

export const overlappingVpcBlocks: Rule = {
  id: 'overlapping-vpc-blocks',
  severity: 'error',
  summary: 'Two blocks of the VPC overlap',
  why: 'The CIDR blocks of a VPC are disjoint: AWS refuses to associate one that overlaps another.',
  bad: `vpc 172.31.0.0/16, 172.31.64.0/20
`,
  good: `vpc 172.31.0.0/16
`,
  check({ model, report }) {
    // Prefixes in order: one that overlaps any before it overlaps the last one that reaches furthest.
    const blocks = [...model.network.vpc].sort((a, b) => comparePrefixes(a.prefix, b.prefix));
    let outer = blocks[0];
    for (const block of blocks.slice(1)) {
      const around = outer;
      if (!contains(around.prefix, block.prefix)) {
        outer = block;
        continue;
      }
      const [place, other] = [block.place, around.place];
      if (place)
        report(place.from, () => ({
          to: place.to,
          message: `${formatPrefix(block.prefix)} overlaps ${formatPrefix(around.prefix)}: the blocks of a VPC are disjoint`,
          related: other ? [{ from: other.from, to: other.to, message: 'the block it overlaps' }] : [],
        }));
    }
  },
};
