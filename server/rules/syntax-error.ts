import { reportProblems } from './lib/syntax-problems';
import type { Rule } from './lib/rule';

export const syntaxError: Rule = {
  id: 'syntax-error',
  severity: 'error',
  summary: 'The line is not written as the language wants it',
  why: 'A line that cannot be understood could have been any statement, so what the whole policy means stays open: nothing that depends on the whole table is claimed, and nothing is compiled.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  firm: true,
  check({ model, report }) {
    reportProblems(model, 'syntax-error', report);
  },
};
