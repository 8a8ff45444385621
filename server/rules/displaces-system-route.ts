import { RouteVerdict } from '../model/verdicts';
import { contains, equals, formatPrefix } from '../net/prefix';
import { prefixAt } from '../net/table';
import { quote } from '../lib/quote';
import { reportVerdict, rowsText, removalSuggestions } from './lib/routing';
import type { Rule } from './lib/rule';

export const displacesSystemRoute: Rule = {
  id: 'displaces-system-route',
  severity: 'error',
  summary: 'Route replaces one that the instance needs',
  why: "The instance has its own routes for its subnet and for Docker's bridges. A route for exactly such a prefix overwrites it, and a route inside the subnet can cut off the VPC router, which is in the subnet.",
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 172.31.64.0/24 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check(context) {
    const { model } = context;
    const owned = [
      ...model.network.subnets.map((each) => ({ ...each, what: "the notebook's subnet" })),
      ...model.network.docker.map((each) => ({ ...each, what: "Docker's bridge" })),
    ];
    reportVerdict(context, RouteVerdict.displaces, (_, destination, hits) => {
      const prefixes = hits.map(({ table, row }) => prefixAt(table, row));
      const home = owned.find(({ prefix }) => prefixes.some((each) => contains(prefix, each)));
      const exactly = home && prefixes.some((each) => equals(each, home.prefix));
      const location = home
        ? `${home.what}${exactly ? '' : ` ${quote(formatPrefix(home.prefix))}`}`
        : 'a prefix of the instance';
      return {
        to: destination.entry.to,
        message: exactly
          ? `${rowsText(destination, hits)} is ${location}: this route overwrites the one that the instance needs`
          : `${rowsText(destination, hits)} is inside ${location}: this route can cut off the VPC router`,
        related: home?.span ? [{ from: home.span.from, to: home.span.to, message: home.what }] : [],
        fixes: removalSuggestions(model, destination),
      };
    });
  },
};
