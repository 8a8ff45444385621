import { pathOf, quotedPaths } from '../model/load';
import { reachableFiles } from '../model/includes';
import type { Rule } from './lib/rule';

export const circularInclude: Rule = {
  id: 'circular-include',
  severity: 'error',
  summary: 'A file includes itself',
  why: 'Files that include each other in a circle have no order in which they could be read.',
  bad: `include "policy.nbroute"
`,
  good: `include "lists.nbroute"
`,
  firm: true,
  check({ model, report }) {
    const { unit } = model;
    for (const { kind, quoted } of quotedPaths(unit.file)) {
      if (kind !== 'include') continue;
      const target = pathOf(unit, unit.path, quoted);
      if (!reachableFiles(unit, target).includes(unit.path)) continue;
      report(quoted.from, () => ({
        to: quoted.to,
        message:
          target === unit.path ? 'this file includes itself' : `${quoted.text} includes this file again`,
      }));
    }
  },
};
