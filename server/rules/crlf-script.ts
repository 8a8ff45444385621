import { quotedPaths } from '../model/load';
import { readOf } from '../model/includes';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const crlfScript: Rule = {
  id: 'crlf-script',
  severity: 'information',
  summary: 'On-start script with Windows line endings (CRLF)',
  why: 'With CRLF, Linux looks for an interpreter named "bash\\r" and the notebook does not start. The compiled script contains LF instead.',
  bad: `on-start "windows.sh"
`,
  good: `on-start "setup.sh"
`,
  check({ model, report }) {
    const { unit } = model;
    for (const each of quotedPaths(unit.file)) {
      const content = each.kind === 'script' ? readOf(unit, unit.path, each) : undefined;
      if (content?.kind !== 'text' || !content.text.includes('\r\n')) continue;
      report(each.quoted.from, () => ({
        to: each.quoted.to,
        message: `${quote(each.quoted.text)} has Windows line endings (CRLF): the compiled script contains LF instead`,
      }));
    }
  },
};
