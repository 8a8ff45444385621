import { pathOf, quotedPaths } from '../model/load';
import type { Rule } from './lib/rule';

export const pathOutside: Rule = {
  id: 'path-outside',
  severity: 'error',
  summary: 'A path leads out of the workspace',
  why: 'A policy reads only files of its own workspace: the nearest folder above it that is under version control or holds an nbroute.json, or else its own folder. So a policy from elsewhere cannot read what it should not, and a check means the same on every machine.',
  bad: `include "../../../../../../../../etc/lists.nbroute"
`,
  good: `include "lists.nbroute"
`,
  firm: true,
  check({ model, report }) {
    const { unit } = model;
    for (const { quoted } of quotedPaths(unit.file)) {
      if (pathOf(unit, unit.path, quoted) !== undefined) continue;
      report(quoted.from, () => ({
        to: quoted.to,
        message: `${quoted.text} leads out of the workspace, and is not read`,
      }));
    }
  },
};
