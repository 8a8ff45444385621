import { firstOnes, singleKey } from '../model/network';
import type { Statement } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import { withoutLines } from './lib/edits';
import { moveContent } from './lib/move-content';
import type { Fix, Rule } from './lib/rule';

export const repeatedStatement: Rule = {
  id: 'repeated-statement',
  severity: 'error',
  summary: 'Duplicate statement',
  why: 'A notebook has one VPC, one name and one platform. With two statements it is not clear which one applies. A statement takes several prefixes, separated by commas.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
subnet 172.31.80.0/20
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20, 172.31.80.0/20
`,
  fixedSeverity: true,
  check({ model, report }) {
    const first = firstOnes(model.unit.file);
    for (const statement of model.unit.file.statements) {
      const key = singleKey(statement);
      const earlier = key === undefined ? undefined : first.get(key);
      if (key === undefined || !earlier || earlier === statement) continue;
      report(statement.from, () => ({
        to: statement.to,
        message: `duplicate \`${key}\` statement${
          'entries' in statement ? `; list all ${contents[statement.kind]} in one, separated by commas` : ''
        }`,
        related: [{ from: earlier.from, to: earlier.to, message: `first \`${key}\` statement` }],
        fixes: [merged(model.unit.file.source, earlier, statement)],
      }));
    }
  },
};

const contents = { vpc: 'blocks', subnet: 'subnets', docker: 'bridges', 'prefix-list': 'entries' };

/** Merges two statements into one: their prefixes together, or only the first value if just one is allowed. */
function merged(source: Characters, earlier: Statement, statement: Statement): Fix {
  if (!('entries' in statement) || !('entries' in earlier) || earlier.entries.length === 0)
    return {
      title: `Remove the duplicate statement`,
      kind: 'suggestion',
      edits: [withoutLines(source, statement)],
    };
  const present = new Set(earlier.entries.map(({ text }) => text));
  const more = statement.entries.filter(({ text }) => !present.has(text)).map(({ text }) => `, ${text}`);
  return {
    title: 'Move the prefixes to the first statement',
    kind: 'suggestion',
    edits: [
      { from: earlier.to, to: earlier.to, text: more.join('') },
      ...moveContent(source, statement, earlier),
    ].sort((a, b) => a.from - b.from),
  };
}
