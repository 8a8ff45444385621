import { pathOf, quotedPaths } from '../model/load';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const pathOutside: Rule = {
  id: 'path-outside',
  severity: 'error',
  summary: 'Path outside the workspace',
  why: 'A policy reads only files of its own workspace: the nearest folder above it that is under version control or contains an nbroute.json, or else its own folder. A policy from elsewhere therefore cannot read your other files, and a check has the same result on every machine.',
  bad: `include "../../../../../../../../etc/lists.nbroute"
`,
  good: `include "lists.nbroute"
`,
  fixedSeverity: true,
  check({ model, report }) {
    const { unit } = model;
    for (const { quoted } of quotedPaths(unit.file)) {
      if (pathOf(unit, unit.path, quoted) !== undefined) continue;
      report(quoted.from, () => ({
        to: quoted.to,
        message: `${quote(quoted.text)} is outside the workspace: the file is not read`,
      }));
    }
  },
};
