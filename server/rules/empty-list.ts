import { emptyLists } from '../model/empty-lists';
import type { Rule } from './lib/rule';

export const emptyList: Rule = {
  id: 'empty-list',
  severity: 'error',
  summary: 'Empty prefix list',
  why: 'A route to a list without any prefix sets nothing, and an expectation about it tests nothing, but both look as if they worked. A list read from ip-ranges.json is also empty if the service has no prefix in the region.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

prefix-list on-prem {
}
route on-prem via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

prefix-list on-prem {
  10.0.0.0/16
}
route on-prem via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    for (const { path, name, message } of emptyLists(model))
      if (path === model.unit.path) report(name.from, () => ({ to: name.to, message }));
  },
};
