import { firstOnes, singleKey } from '../model/network';
import type { Statement } from '../syntax/ast';
import { withoutLines } from './lib/edits';
import type { Fix, Rule } from './lib/rule';

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
        fixes: [merged(model.unit.file.source, earlier, statement)],
      }));
    }
  },
};

/** One statement of both: their prefixes together, or the first alone where there can be only one value. */
function merged(source: string, earlier: Statement, statement: Statement): Fix {
  const removal = withoutLines(source, statement);
  if (!('items' in statement) || !('items' in earlier) || earlier.items.length === 0)
    return { title: 'Remove this one', kind: 'suggestion', edits: [removal] };
  const known = new Set(earlier.items.map(({ text }) => text));
  const more = statement.items.filter(({ text }) => !known.has(text)).map(({ text }) => `, ${text}`);
  return {
    title: 'Put the prefixes into the first one',
    kind: 'suggestion',
    edits: [{ from: earlier.to, to: earlier.to, text: more.join('') }, removal],
  };
}
