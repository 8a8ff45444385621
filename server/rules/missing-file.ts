import { quotedPaths } from '../model/load';
import { readOf } from '../model/includes';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

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
      report(quoted.from, () => {
        const { to, text } = quoted;
        const message = `there is no file ${text}`;
        if (!text.includes('\\')) return { to, message };
        // As Windows writes it: there it may be found, and nowhere else.
        const everywhere = text.replaceAll('\\', '/');
        const fixes = [replaced(quoted.from, to, `"${everywhere.replaceAll('"', '\\"')}"`)];
        return { to, message: `${message}: between folders stands / on every system`, fixes };
      });
    }
  },
};
