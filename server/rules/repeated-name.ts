import type { Rule } from './lib/rule';

export const repeatedName: Rule = {
  id: 'repeated-name',
  severity: 'error',
  summary: 'Two prefix-lists have one name',
  why: 'A route to the name could mean either list. That also holds for a list of an included file, and for the built-in rfc1918.',
  bad: `prefix-list on-prem = 10.0.0.0/16
prefix-list on-prem = 10.1.0.0/16
`,
  good: `prefix-list on-prem = 10.0.0.0/16, 10.1.0.0/16
`,
  firm: true,
  check({ model, report }) {
    for (const { path, name, earlier } of model.names.repeated) {
      if (path !== model.unit.path) continue;
      const place = earlier.statement?.name;
      report(name.from, () => ({
        to: name.to,
        message: place
          ? `the name ${name.text} is taken by another prefix-list`
          : `the name ${name.text} is taken by the list the language brings`,
        related: place
          ? [{ path: earlier.path, from: place.from, to: place.to, message: 'the first list of this name' }]
          : [],
      }));
    }
  },
};
