import { targetAt, targetOffset } from '../model/model';
import { routesAround, distinct, enumeration, rowsText, relatedRows, rowText } from './lib/routing';
import type { Rule } from './lib/rule';

export const coversVpc: Rule = {
  id: 'covers-vpc',
  severity: 'information',
  summary: 'A VPC block lies inside this route and keeps its own',
  why: "The VPC's blocks have routes of their own, which are longer and win: the route does not change where the VPC itself is reached.",
  bad: `vpc    10.0.0.0/16
subnet 10.0.1.0/24

route 10.0.0.0/8 via vpc
`,
  good: `vpc    10.0.0.0/16
subnet 10.0.1.0/24

route 10.1.0.0/16 via vpc
`,
  check({ model, report }) {
    const covered = routesAround(model, 'vpc');
    for (const [owner, rows] of covered)
      report(targetOffset(model, owner), () => {
        const target = targetAt(model, owner);
        const blocks = distinct(rows.map(({ inner }) => inner));
        const outers = distinct(rows.map(({ outer }) => outer));
        return {
          to: target.item.to,
          message: `${enumeration(blocks.map((each) => rowText(model, each)))} of the VPC ${
            blocks.length === 1 ? 'lies inside' : 'lie inside'
          } ${rowsText(target, outers)} and ${blocks.length === 1 ? 'keeps its own route' : 'keep their own routes'}`,
          related: relatedRows(model, blocks),
        };
      });
  },
};
