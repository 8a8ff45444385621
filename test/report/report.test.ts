import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv04 from 'ajv-draft-04';
import * as fc from 'fast-check';
import { githubReport } from '../../server/report/github';
import { columns } from '../../server/render/printable';
import { type CheckedFile } from '../../server/report/report';
import { sarifReport } from '../../server/report/sarif';
import { textReport } from '../../server/report/text';
import { edited } from '../../server/rules/lib/fix-all';
import { rules } from '../../server/rules/registry';
import { analyse, documentationOf, diagnostics } from '../../server/engine';
import { root } from '../fixture';
import { memoryHost } from '../memory-host';
import type { Severity } from '../../server/lib/severity';

const files = { 'lists.nbroute': 'prefix-list shared = 10.0.0.0/16\nprefix-list bad = 10/8\n' };

const none = new Map<string, Severity>();
/** Including those that are off by default. */
const every = new Map(
  rules.flatMap(({ id, severity }) => (severity === 'off' ? [[id, 'hint' as const]] : [])),
);

async function checkedFile(path: string, source: string, shown = none): Promise<CheckedFile> {
  const { model } = await analyse(memoryHost(files), 'policy.nbroute', source);
  const others = new Map(Object.entries(files).map(([name, text]) => [name, { path: name, source: text }]));
  return { path, source, checked: diagnostics(model, shown), others };
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly rules: readonly {
            readonly id: string;
            readonly help: { readonly text: string; readonly markdown: string };
            readonly helpUri: string;
          }[];
        };
      };
      readonly artifacts: readonly { readonly location: Location['artifactLocation'] }[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly locations: readonly { readonly physicalLocation: Location }[];
        readonly relatedLocations?: readonly { readonly physicalLocation: Location }[];
        readonly fixes?: readonly {
          readonly artifactChanges: readonly {
            readonly replacements: readonly {
              readonly deletedRegion: Region;
              readonly insertedContent: { readonly text: string };
            }[];
          }[];
        }[];
      }[];
    },
  ];
}

interface Location {
  readonly artifactLocation: { readonly uri: string; readonly index?: number };
  readonly region: Region;
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly charOffset: number;
  readonly charLength: number;
}

const schema = join(root, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const valid = new Ajv04({ strict: false, validateFormats: false, unicodeRegExp: false }).compile<Log>(
  JSON.parse(readFileSync(schema, 'utf8')) as object,
);

/** A SARIF log, checked against its schema. */
function sarif(all: readonly CheckedFile[]): Log {
  const log: unknown = JSON.parse(sarifReport(all, { version: '1.2.3', documentationOf }));
  if (!valid(log)) assert.fail(JSON.stringify(valid.errors?.slice(0, 3), undefined, 2));
  return log;
}

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
const bad =
  'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n\nroute 10.0.0.0/8 via vpc\n\troute 10.1.0.0/16 via vpc # 東京\n';

describe('SARIF', () => {
  it('is valid by its schema for every rule, with help for each', async () => {
    const all = await Promise.all(
      rules.map(({ id, bad: text }) => checkedFile(`${id}.nbroute`, text, every)),
    );
    const [{ tool, results }] = sarif(all).runs;
    assert.deepStrictEqual(
      tool.driver.rules.map(({ id }) => id),
      rules.map(({ id }) => id),
    );
    for (const { help, helpUri, id } of tool.driver.rules) {
      assert.ok(help.text.includes('Not reported:') && help.markdown.includes('```'), id);
      assert.ok(helpUri.endsWith(`#${id}`), helpUri);
    }
    const ruleIds = new Set(results.map(({ ruleId }) => ruleId));
    assert.ok(ruleIds.size > rules.length * 0.8, `${ruleIds.size} of ${rules.length} rules`);
    for (const { ruleId, ruleIndex } of results) assert.strictEqual(rules[ruleIndex].id, ruleId);
  });

  it('points to the text, to related locations, and to what a fix replaces', async () => {
    const file = await checkedFile('policies/a b#c.nbroute', bad);
    const [{ results, artifacts }] = sarif([file]).runs;
    assert.deepStrictEqual(artifacts, [{ location: { uri: 'policies/a%20b%23c.nbroute' } }]);
    const [result] = results;
    const at = ({ charOffset, charLength }: Region) => bad.slice(charOffset, charOffset + charLength);
    const [{ physicalLocation: where }] = result.locations;
    assert.deepStrictEqual([result.ruleId, at(where.region)], ['redundant-route', '10.1.0.0/16']);
    assert.deepStrictEqual([where.region.startLine, where.region.startColumn], [5, 8]);
    assert.deepStrictEqual(
      result.relatedLocations?.map(({ physicalLocation }) => at(physicalLocation.region)),
      ['10.0.0.0/8'],
    );
    const [fix] = result.fixes ?? [];
    const fixedText = edited(
      bad,
      fix.artifactChanges[0].replacements.map(
        ({ deletedRegion: { charOffset, charLength }, insertedContent }) => ({
          from: charOffset,
          to: charOffset + charLength,
          text: insertedContent.text,
        }),
      ),
    );
    assert.strictEqual((await checkedFile('a', fixedText)).checked.total, 0, fixedText);
  });

  it('reports a diagnostic in another file with that file', async () => {
    const file = await checkedFile(
      'policy.nbroute',
      'include "lists.nbroute"\nroute shared, bad via direct\n',
    );
    const related = sarif([file]).runs[0].results.flatMap((each) => each.relatedLocations ?? []);
    assert.ok(
      related.some(({ physicalLocation: { artifactLocation } }) => artifactLocation.uri === 'lists.nbroute'),
    );
  });

  it('has paths as references that lead back to them', async () => {
    for (const [path, uri] of [
      ['a/ü%.nbroute', 'file:///work/a/%C3%BC%25.nbroute'],
      ['c:d.nbroute', 'file:///work/c:d.nbroute'],
      ['/etc/a?.nbroute', 'file:///etc/a%3F.nbroute'],
      ['C:/x/y.nbroute', 'file:///C:/x/y.nbroute'],
      ['-', 'file:///work/standard-input'],
    ]) {
      const [{ location }] = sarif([await checkedFile(path, '')]).runs[0].artifacts;
      assert.strictEqual(new URL(location.uri, 'file:///work/').href, uri);
    }
  });

  it('is valid for any text', async () => {
    await fc.assert(
      fc.asyncProperty(hostile(), async (text) => {
        sarif([await checkedFile('a.nbroute', text)]);
      }),
      { numRuns: 60 },
    );
  });
});

/** Policies with all kinds of hostile text. */
function hostile(): fc.Arbitrary<string> {
  const word = fc.constantFrom(
    'route ',
    '10/8',
    '10.0.3.4/16',
    ' via vpc',
    'policy ',
    '"',
    '#',
    '%0A::error::x',
    '::',
    '\t',
    '\r',
    '\n',
    ',',
    '\u001b[31m',
    '\u0007',
    '\u009b2J',
    '\u202e',
    '東京',
    '🚏',
    '\ud800',
    '\0',
    '\ufeff',
    '`',
    '|',
    '<b>',
    'x'.repeat(300),
  );
  return fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
}

describe('GitHub annotations', () => {
  it('are decoded correctly by the runner, and begin no other command', async () => {
    const text = githubReport([await checkedFile('a,b:c%\n.nbroute', 'a%0A::b[31m\n')]);
    assert.match(
      text,
      /^::error file=a%2Cb%3Ac%25%0A\.nbroute,line=1,endLine=1,col=\d+,endColumn=\d+,title=unknown-statement::/,
    );
    assert.match(text, /%250A::b\[31m/);
    await fc.assert(
      fc.asyncProperty(hostile(), async (source) => {
        const lines = githubReport([await checkedFile('a.nbroute', source)])
          .split('\n')
          .slice(0, -1);
        for (const line of lines) {
          assert.match(
            line,
            /^::(?:error|warning|notice) file=a\.nbroute,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[\w-]+::/,
          );
          assert.doesNotMatch(line, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('text reports', () => {
  const plain = { colour: false, width: undefined };

  it('show the line, the caret and the related line, with tabs and wide characters in their columns', async () => {
    assert.strictEqual(
      textReport([await checkedFile('a.nbroute', bad)], plain),
      `a.nbroute:5:8: warning[redundant-route]: redundant route: \`10.0.0.0/8\` covers \`10.1.0.0/16\` with the same action
5 |  route 10.1.0.0/16 via vpc # 東京
  |        ^^^^^^^^^^^
4 | route 10.0.0.0/8 via vpc
  |       ---------- \`10.0.0.0/8 via vpc\`
  = fix: Remove \`10.1.0.0/16\`

1 file: 1 warning
`,
    );
    const chinese = textReport([await checkedFile('a', 'policy 東京\n')], plain);
    assert.match(chinese, /\n1 \| policy 東京\n {2}\| {8}\^{4}\n/);
  });

  it('have colours only if requested, and are otherwise the same', async () => {
    const file = await checkedFile('a.nbroute', bad);
    const painted = textReport([file], { ...plain, colour: true });
    assert.match(painted, /\u001b\[1;33mwarning\[redundant-route\]\u001b\[0m/);
    assert.strictEqual(painted.replace(/\u001b\[[\d;]*m/g, ''), textReport([file], plain));
  });

  it('fit the width of the terminal, and the caret stays under its location', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `192.0.${i}.0/24`).join(', ');
    const short = await checkedFile('a.nbroute', `route ${many}, 10/8, ${many} via direct\n`);
    const odd = await checkedFile(
      'policies/of/the/research/team.nbroute',
      `${network}route 10.0.0.0/8, 10.1.0.0/16 via vpc # ${'東京'.repeat(30)}\n${'\t'.repeat(30)}route 10.0/16 via vpc # ${'🚏'.repeat(30)}\n`,
    );
    for (const width of [40, 41, 60, 80, 200]) {
      const text = textReport([short, odd], { ...plain, width });
      // A location is never split.
      for (const line of text.split('\n'))
        assert.ok(columns(line).length <= width || /^\S*:\d+:\d+:$/.test(line), `${width}: ${line}`);
      const lines = textReport([short], { ...plain, width }).split('\n');
      const first = lines.findIndex((line) => line.includes('invalid-prefix'));
      const at = lines.findIndex((line, i) => i > first && line.includes('^'));
      const [excerpt, marks] = lines.slice(at - 1, at + 1);
      assert.strictEqual(excerpt.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1), '10/8');
      // Lines are broken between words.
      const words = (shown: string) =>
        shown
          .match(/[^\s|^=-]+/g)
          ?.filter((word) => !word.includes('…'))
          .join(' ');
      const fix = (shown: string) => words(shown)?.match(/fix: Change to `10.0.0.0.8`/)?.[0];
      assert.strictEqual(fix(text), fix(textReport([short, odd], plain)));
    }
  });

  it('are ASCII if the terminal supports nothing else, with every character as wide as before', async () => {
    const file = await checkedFile('東.nbroute', 'policy 東京🚏é\nroute 10.0.0.0/8 via direct # “x”\n');
    const ascii = textReport([file], { ...plain, unicode: false });
    assert.match(ascii, /^[\x0a\x20-\x7e]*$/);
    const lines = (text: string) => text.split('\n').map((line) => columns(line).length);
    assert.deepStrictEqual(lines(ascii), lines(textReport([file], plain)));
  });

  it('never send escapes to a terminal', async () => {
    await fc.assert(
      fc.asyncProperty(hostile(), fc.boolean(), async (source, unicode) => {
        const text = textReport([await checkedFile('a\u001b[2J\n.nbroute', source)], {
          ...plain,
          unicode,
          width: 60,
        });
        assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        assert.strictEqual(Buffer.from(text).toString(), text);
      }),
      { numRuns: 60 },
    );
  });
});
