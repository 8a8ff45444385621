import { quotedPaths } from '../model/load';
import { readOf } from '../model/included';
import type { Rule } from './rule';

export const missingFile: Rule = {
  id: 'missing-file',
  severity: 'error',
  summary: 'A file the policy names is not there',
  why: 'An include, a list or a script that is missing would silently leave routes out of the table.',
  bad: `include "list.nbroute"
`,
  good: `include "lists.nbroute"
`,
  firm: true,
  check({ model, report }) {
    const { unit } = model;
    for (const each of quotedPaths(unit.file)) {
      const { quoted } = each;
      if (readOf(unit, unit.path, each)?.kind !== 'missing') continue;
      report(quoted.from, () => ({ to: quoted.to, message: `there is no file ${quoted.text}` }));
    }
  },
};
