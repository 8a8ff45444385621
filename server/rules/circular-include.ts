import { pathOf, quotedPaths } from '../model/load';
import { filesIncluding } from '../model/includes';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const circularInclude: Rule = {
  id: 'circular-include',
  severity: 'error',
  summary: 'File includes itself',
  why: 'Files that include each other in a cycle cannot be loaded in any order.',
  bad: `include "policy.nbroute"
`,
  good: `include "lists.nbroute"
`,
  fixedSeverity: true,
  check({ model, report }) {
    const { unit } = model;
    const includes = quotedPaths(unit.file).filter(({ kind }) => kind === 'include');
    if (includes.length === 0) return;
    const circle = filesIncluding(unit);
    for (const { quoted } of includes) {
      const target = pathOf(unit, unit.path, quoted);
      if (target === undefined || !circle.has(target)) continue;
      report(quoted.from, () => ({
        to: quoted.to,
        message:
          target === unit.path
            ? 'this file includes itself'
            : `circular include: ${quote(quoted.text)} includes this file`,
      }));
    }
  },
};
