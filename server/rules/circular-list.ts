import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const circularList: Rule = {
  id: 'circular-list',
  severity: 'error',
  summary: 'Prefix list contains itself',
  why: 'The prefixes of a list that contains itself, directly or through other lists, cannot be determined.',
  bad: `prefix-list a = b, 10.0.0.0/16
prefix-list b = a
`,
  good: `prefix-list a = b, 10.0.0.0/16
prefix-list b = 10.1.0.0/16
`,
  fixedSeverity: true,
  check({ model, report }) {
    for (const { path, entry } of model.names.circular) {
      if (path !== model.unit.path) continue;
      const span = model.names.lists.get(entry.text);
      const name = span?.statement?.name;
      report(entry.from, () => ({
        to: entry.to,
        message: `circular list: ${quote(entry.text)} contains this list`,
        related:
          span && name
            ? [
                {
                  path: span.path,
                  from: name.from,
                  to: name.to,
                  message: `definition of ${quote(entry.text)}`,
                },
              ]
            : [],
      }));
    }
  },
};
