import { enumeration } from '../lib/word-list';
import { destinationAt, destinationOffset } from '../model/model';
import { coveringRoutes, distinct, relatedRows, rowText } from './lib/routing';
import type { Rule } from './lib/rule';

export const coversVpc: Rule = {
  id: 'covers-vpc',
  severity: 'hint',
  summary: 'Route covers a block of the VPC, which keeps its own route',
  why: "The VPC's blocks have their own, more specific routes, and the most specific route wins. This route does not change how the VPC itself is reached.",
  bad: `vpc    10.0.0.0/16
subnet 10.0.1.0/24

route 10.0.0.0/8 via vpc
`,
  good: `vpc    10.0.0.0/16
subnet 10.0.1.0/24

route 10.1.0.0/16 via vpc
`,
  check({ model, report }) {
    const pairsByOwner = coveringRoutes(model, 'vpc');
    for (const [owner, rows] of pairsByOwner)
      report(destinationOffset(model, owner), () => {
        const destination = destinationAt(model, owner);
        const blocks = distinct(rows.map(({ covered }) => covered));
        return {
          to: destination.entry.to,
          message: `no effect on the VPC's own ${enumeration(blocks.map((each) => rowText(model, each)))}: ${
            blocks.length === 1 ? 'its more specific route wins' : 'their more specific routes win'
          }`,
          related: relatedRows(model, blocks),
        };
      });
  },
};
