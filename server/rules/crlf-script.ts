import { quotedPaths } from '../model/load';
import { readOf } from '../model/includes';
import type { Rule } from './lib/rule';

export const crlfScript: Rule = {
  id: 'crlf-script',
  severity: 'information',
  summary: 'The on-start script has Windows line ends',
  why: 'With CRLF, Linux looks for an interpreter named "bash\\r" and the notebook does not start. The compiled script carries it with LF.',
  bad: `on-start "windows.sh"
`,
  good: `on-start "setup.sh"
`,
  check({ model, report }) {
    const { unit } = model;
    for (const each of quotedPaths(unit.file)) {
      const read = each.kind === 'script' ? readOf(unit, unit.path, each) : undefined;
      if (read?.kind !== 'text' || !read.text.includes('\r\n')) continue;
      report(each.quoted.from, () => ({
        to: each.quoted.to,
        message: `${each.quoted.text} has Windows line ends (CRLF): it is compiled with LF`,
      }));
    }
  },
};
