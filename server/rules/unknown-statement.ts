import { reportSyntaxErrors } from './lib/syntax-errors';
import type { Rule } from './lib/rule';

export const unknownStatement: Rule = {
  id: 'unknown-statement',
  severity: 'error',
  summary: 'Unknown statement',
  why: 'Each statement begins with its keyword, in lower case. A misspelled statement would otherwise be silently left out of the table.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

rout 10.0.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportSyntaxErrors(model, 'unknown-statement', report);
  },
};
