import { firstOnes, singleKey } from '../model/network';
import type { Rule } from './rule';

export const repeatedStatement: Rule = {
  id: 'repeated-statement',
  severity: 'error',
  summary: 'A statement that may stand only once stands twice',
  why: 'A notebook has one VPC, one name, one platform. With two statements nobody can tell from the text which one counts; several prefixes go into one statement, separated by commas.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
subnet 172.31.80.0/20
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20, 172.31.80.0/20
`,
  firm: true,
  check({ model, report }) {
    const first = firstOnes(model.unit.file);
    for (const statement of model.unit.file.statements) {
      const key = singleKey(statement);
      const earlier = key === undefined ? undefined : first.get(key);
      if (key === undefined || !earlier || earlier === statement) continue;
      report(statement.from, () => ({
        to: statement.to,
        message: `\`${key}\` is stated twice: only one statement of it can count${
          'items' in statement ? ', which may hold several prefixes, separated by commas' : ''
        }`,
        related: [{ from: earlier.from, to: earlier.to, message: 'the first one, which counts' }],
      }));
    }
  },
};
