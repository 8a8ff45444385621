import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const repeatedName: Rule = {
  id: 'repeated-name',
  severity: 'error',
  summary: 'Two prefix lists with the same name',
  why: 'A route to the name could mean either list. This includes the lists of included files and the built-in list `rfc1918`. In `nbroute.json`, the last of two equal keys applies, and the others are warnings.',
  bad: `prefix-list on-prem = 10.0.0.0/16
prefix-list on-prem = 10.1.0.0/16
`,
  good: `prefix-list on-prem = 10.0.0.0/16, 10.1.0.0/16
`,
  fixedSeverity: true,
  check({ model, report }) {
    for (const { path, name, earlier } of model.names.repeated) {
      if (path !== model.unit.path) continue;
      const span = earlier.statement?.name;
      report(name.from, () => ({
        to: name.to,
        message: span
          ? `duplicate list name ${quote(name.text)}`
          : `duplicate list name ${quote(name.text)}: it is a built-in list`,
        related: span
          ? [{ path: earlier.path, from: span.from, to: span.to, message: 'first list with this name' }]
          : [],
      }));
    }
  },
};
