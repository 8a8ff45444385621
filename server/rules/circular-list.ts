import type { Rule } from './lib/rule';

export const circularList: Rule = {
  id: 'circular-list',
  severity: 'error',
  summary: 'A prefix-list contains itself',
  why: 'A list that leads back to itself has no members that could be worked out.',
  bad: `prefix-list a = b, 10.0.0.0/16
prefix-list b = a
`,
  good: `prefix-list a = b, 10.0.0.0/16
prefix-list b = 10.1.0.0/16
`,
  firm: true,
  check({ model, report }) {
    for (const { path, item } of model.names.circular) {
      if (path !== model.unit.path) continue;
      const place = model.names.lists.get(item.text);
      const name = place?.statement?.name;
      report(item.from, () => ({
        to: item.to,
        message: `${item.text} contains the list it stands in: it leads back to itself`,
        related:
          place && name
            ? [{ path: place.path, from: name.from, to: name.to, message: 'the list it leads to' }]
            : [],
      }));
    }
  },
};
