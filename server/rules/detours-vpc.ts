import { enumeration } from '../lib/word-list';
import { RouteVerdict } from '../model/verdicts';
import { outcomeText } from '../model/actions';
import { contains, formatPrefix } from '../net/prefix';
import { prefixAt } from '../net/table';
import { quote } from '../lib/quote';
import { reportVerdict, rowsText, removalSuggestions } from './lib/routing';
import type { Rule } from './lib/rule';

export const detoursVpc: Rule = {
  id: 'detours-vpc',
  severity: 'error',
  summary: 'Addresses of the VPC are not routed to the VPC',
  why: "The VPC's own CIDR blocks are reached through its router. If they are routed anywhere else, the instances, endpoints and DNS resolver at those addresses cannot be reached.",
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 172.31.128.0/20 via direct
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 172.31.128.0/20 via vpc
`,
  check(context) {
    const { model } = context;
    reportVerdict(context, RouteVerdict.detours, (_, destination, hits) => {
      const prefixes = hits.map(({ table, row }) => prefixAt(table, row));
      const blocks = model.network.vpc.filter(({ prefix }) =>
        prefixes.some((each) => contains(prefix, each)),
      );
      return {
        to: destination.entry.to,
        message: `${rowsText(destination, hits)} belongs to the VPC (${enumeration(blocks.map(({ prefix }) => quote(formatPrefix(prefix))))}) but ${outcomeText(destination.action)}`,
        related: blocks
          .flatMap(({ span }) =>
            span ? [{ from: span.from, to: span.to, message: 'block of the VPC' }] : [],
          )
          .slice(0, 3),
        fixes: removalSuggestions(model, destination),
      };
    });
  },
};
