import { quotedPaths } from '../model/load';
import { readOf } from '../model/includes';
import { quote } from '../lib/quote';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const missingFile: Rule = {
  id: 'missing-file',
  severity: 'error',
  summary: 'Missing file',
  why: 'A missing list, include or script would silently leave routes out of the table.',
  bad: `include "list.nbroute"
`,
  good: `include "lists.nbroute"
`,
  fixedSeverity: true,
  check({ model, report }) {
    const { unit } = model;
    for (const each of quotedPaths(unit.file)) {
      const { quoted } = each;
      if (readOf(unit, unit.path, each)?.kind !== 'missing') continue;
      report(quoted.from, () => {
        const { to, text } = quoted;
        const message = `file not found: ${quote(text)}`;
        if (!text.includes('\\')) return { to, message };
        // The file may exist, but a backslash separates folders on Windows only.
        const everywhere = text.replaceAll('\\', '/');
        const fixes = [replaced(quoted.from, to, `"${everywhere.replaceAll('"', '\\"')}"`)];
        return { to, message: `${message}: paths use \`/\` on every system`, fixes };
      });
    }
  },
};
