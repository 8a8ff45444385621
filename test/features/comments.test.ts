import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { analyse } from '../../server/engine';
import { features } from '../../server/features/index';
import { edited } from '../../server/rules/lib/fix-all';
import { allStatements } from '../../server/syntax/parser';
import { memoryHost } from '../memory-host';
import { runs } from '../volume';

const statements = [
  'vpc 10.128.0.0/16',
  'subnet 172.31.80.0/20',
  'docker 172.20.0.0/16',
  'docker 172.21.0.0/16, 172.22.0.0/16',
  'route 10.0.0.0/24 via vpc',
  'route 10.0.1.0/24 via vpc',
  'route 10.0.2.0/24, 10.0.3.0/24 via vpc',
  'route 172.0.0.0/8 unreachable',
  'prefix-list a = 10.1.0.0/16, 10.2.0.0/16',
  'prefix-list b {\n  8.8.8.8\n  10.3.0.0/24\n}',
  'prefix-list c {\n  10.4.0.0/24\n  b\n}',
  'route a, 10.5.0.0/16 via vpc',
  'route b, c unreachable',
  'expect 10.1.0.1 via vpc',
];

/** Policies with numbered comments above and after some of their lines. */
const policies = fc
  .record({
    chosen: fc.uniqueArray(fc.constantFrom(...statements), { minLength: 1, maxLength: 9 }),
    commented: fc.array(fc.record({ above: fc.nat(1), after: fc.boolean() }), {
      minLength: 40,
      maxLength: 40,
    }),
    lineBreak: fc.constantFrom('\n', '\r\n'),
    ends: fc.boolean(),
  })
  .map(({ chosen, commented, lineBreak, ends }) => {
    let comments = 0;
    const comment = (): string => `# ${comments++}`;
    const lines = ['vpc 172.31.0.0/16\nsubnet 172.31.64.0/20', ...chosen].join('\n').split('\n');
    const texts = lines.flatMap((line, i) => {
      const { above, after } = commented[i];
      const written = after ? [line, comment()].join(' ') : line;
      return [...Array.from({ length: above }, comment), written];
    });
    return { source: texts.join(lineBreak) + (ends ? lineBreak : ''), lineBreak };
  });

const commentsIn = (text: string): string[] => (text.match(/# \d+/g) ?? []).sort();

describe('a code action that removes nothing', function () {
  it('keeps every comment and every line break', async () => {
    const tried = new Set<string>();
    await fc.assert(
      fc.asyncProperty(policies, async ({ source, lineBreak }) => {
        const analysis = await analyse(memoryHost({}), 'policy.nbroute', source);
        const definitions = [...source.matchAll(/(?<=prefix-list )\w/g)].map(({ index }) => index);
        const places = [
          { from: 0, to: source.length },
          ...definitions.map((from) => ({ from, to: from })),
          ...allStatements(analysis.model.unit.file),
        ];
        for (const place of places)
          for (const { title, edits } of features.codeActions(
            analysis,
            analysis.checked.diagnostics,
            place,
          )) {
            if (title.startsWith('Remove ')) continue;
            tried.add(title.replace(/`.*`|(?<= )[a-c](?= )/, '…'));
            const after = edited(source, edits());
            assert.deepStrictEqual(commentsIn(after), commentsIn(source), `${title} in\n${source}`);
            const isOther = lineBreak === '\n' ? /\r/ : /(?<!\r)\n/;
            assert.doesNotMatch(after, isOther, `${title} in\n${source}`);
          }
      }),
      { numRuns: runs(2000) },
    );
    for (const title of [
      'Move the prefixes to the first statement',
      'Merge into …',
      'Inline … everywhere',
      'Add …',
      'Allow covers-vpc here',
    ])
      assert.ok(tried.has(title), `${title} was not tried, but ${[...tried].join(', ')}`);
  });
});
