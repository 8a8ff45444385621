import { hasInvisible } from '../syntax/invisible';
import { didYouMean, nearest } from '../lib/nearest';
import { quote } from '../lib/quote';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const undefinedName: Rule = {
  id: 'undefined-name',
  severity: 'error',
  summary: 'Undefined prefix list',
  why: 'A route to a list that does not exist would set nothing, and its traffic would silently take the default route.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

prefix-list on-prem = 10.0.0.0/16
route on-perm via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

prefix-list on-prem = 10.0.0.0/16
route on-prem via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    const names = [...model.names.lists.keys()];
    for (const { path, entry } of model.names.undefinedNames) {
      if (path !== model.unit.path || hasInvisible(model.unit.file, entry.from)) continue;
      report(entry.from, () => {
        const suggestion = nearest(entry.text, names);
        return {
          to: entry.to,
          message: `undefined prefix list ${quote(entry.text)}${didYouMean(suggestion && quote(suggestion))}`,
          fixes: suggestion === undefined ? [] : [replaced(entry.from, entry.to, suggestion)],
        };
      });
    }
  },
};
