import { reportSyntaxErrors } from './lib/syntax-errors';
import type { Rule } from './lib/rule';

export const syntaxError: Rule = {
  id: 'syntax-error',
  severity: 'error',
  summary: 'Syntax error',
  why: 'A line that cannot be parsed could mean any statement, so the policy is unresolved: nothing that depends on all of its routes is reported, and nothing is compiled.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportSyntaxErrors(model, 'syntax-error', report);
  },
};
