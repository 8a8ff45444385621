import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { anyString } from '../any-string';
import { noFiles } from '../../server/host';
import { changes } from '../../server/model/diff';
import { expectations } from '../../server/model/expectations';
import { effectiveTable, sites } from '../../server/model/effective';
import { loadAlone } from '../../server/model/load';
import { modelOf, destinationAt, type Model } from '../../server/model/model';
import { check } from '../../server/rules/runner';
import { rules } from '../../server/rules/registry';
import { contains, formatPrefix, coveringPrefix } from '../../server/net/prefix';
import { fixed, uncertainties } from '../../server/engine';
import type { File } from '../../server/syntax/ast';
import { lineTokens, tokens } from '../../server/syntax/lexer';
import { allStatements, parse, parseLine, statementAt } from '../../server/syntax/parser';
import { scanPlainRoute } from '../../server/syntax/scan';
import { windowOf } from '../../server/syntax/source-window';
import { nextLine } from '../../server/syntax/lines';
import { isLong, runs } from '../volume';

function modelFrom(source: string): Model {
  return modelOf(loadAlone('policy.nbroute', parse(source)));
}

const words = [
  'route',
  'expect',
  'vpc',
  'subnet',
  'docker',
  'prefix-list',
  'policy',
  'via',
  'direct',
  'unreachable',
  '{',
  '}',
  '=',
];
const pieces = [
  '10.0.0.0/8',
  '10/8',
  '10.1.2.3',
  'rfc1918',
  'a',
  'default',
  ',',
  ', ',
  ' ',
  '  ',
  '\t',
  '#',
  '# allow host-bits',
  '"',
  '\\',
];
const odd = ['\r', '\r\n', '\0', '\uFEFF', '\uD800', 'é', '🧭', '::1', '2001:db8::/32', '\n'];

/** Text that resembles the language, and text that does not. */
const anyText = fc.oneof(
  anyString(),
  fc
    .array(fc.constantFrom(...words, ...pieces, ...odd, ' ', '\n'), { maxLength: 60 })
    .map((parts) => parts.join('')),
);

const action = fc.constantFrom('via vpc', 'via direct', 'unreachable', 'prohibit', 'blackhole');
/** Prefixes close together, so that they nest, touch and repeat. */
const nearPrefix = fc
  .tuple(fc.bigInt(0n, 0xfffn), fc.integer({ min: 20, max: 32 }))
  .map(([bits, length]) => formatPrefix(coveringPrefix({ family: 4, value: 0x0a000000n | bits }, length)));
const sixPrefix = fc
  .tuple(fc.bigInt(0n, 0xffn), fc.integer({ min: 40, max: 48 }))
  .map(([bits, length]) =>
    formatPrefix(coveringPrefix({ family: 6, value: (0x20010db80000n | bits) << 80n }, length)),
  );
const misspelled = fc.constantFrom(
  '10/8',
  '10.0.8.0-10.0.9.255',
  '10.0.0.0/255.255.255.0',
  '10.0.3.4/24',
  '010.0.0.0/28',
  'a',
  'b',
  'nowhere',
  'default',
);
const destination = fc.oneof(
  { weight: 8, arbitrary: nearPrefix },
  { weight: 2, arbitrary: sixPrefix },
  { weight: 1, arbitrary: misspelled },
);
const route = fc
  .tuple(fc.array(destination, { minLength: 1, maxLength: 3 }), action)
  .map(([destinations, action]) => `route ${destinations.join(', ')} ${action}`);
const header =
  'vpc 172.31.0.0/16, 2001:db8:40::/56\nsubnet 172.31.64.0/20, 2001:db8:40:10::/64\nprefix-list a = 10.0.1.0/24, 10.0.2.0/23\nprefix-list b = a, 10.0.4.0/22\n';
const policy = fc.array(route, { maxLength: 16 }).map((lines) => `${header}${lines.join('\n')}\n`);

describe('parsing, as properties', () => {
  it('keeps every character: the tokens join to the text', () => {
    fc.assert(
      fc.property(anyText, (source) => {
        assert.strictEqual(
          tokens(source)
            .map(({ text }) => text)
            .join(''),
          source,
        );
        let from = 0;
        while (from < source.length) {
          const to = nextLine(source, from);
          assert.strictEqual(
            lineTokens(source, from, to, true)
              .map(({ text }) => text)
              .join(''),
            source.slice(from, to),
          );
          from = to;
        }
      }),
      { numRuns: runs(3000) },
    );
  });

  it('gives a tree for every text and every prefix of a text, and a result at every offset', () => {
    fc.assert(
      fc.property(anyText, (source) => {
        for (let end = 0; end <= source.length; end++) {
          const file = parse(source.slice(0, end));
          for (const { from, to } of [...file.statements, ...file.errors]) assert.ok(from <= to && to <= end);
          statementAt(file, end);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('reads a plain route equally in the fast path and the general parser', () => {
    const text = fc.oneof(
      route,
      fc
        .tuple(
          fc.constantFrom('', ' ', '\t'),
          route,
          fc.constantFrom('', ' ', '#x', ' # allow a', ' # allow a-b', '\r', ' x'),
        )
        .map((parts) => parts.join('')),
      fc
        .array(
          fc.constantFrom(
            'route',
            ' ',
            '10.0.0.0',
            '/8',
            '/08',
            '0.0.0.0/0',
            '10.0.0.1/31',
            ' via',
            ' vpc',
            'direct',
            '\t',
            'prohibit',
          ),
          { maxLength: 8 },
        )
        .map((parts) => parts.join('')),
    );
    let plain = 0;
    fc.assert(
      fc.property(text, fc.constantFrom('', '\n', '\r\n'), (line, newline) => {
        const source = line + newline;
        const [four, one] = [new Uint32Array(1), new Uint8Array(1)];
        const into = { count: 0, at: four, base: four.slice(), length: one, action: one.slice() };
        const end = scanPlainRoute(windowOf(source), 0, into);
        assert.strictEqual(into.count, end < 0 ? 0 : 1);
        if (end < 0) return;
        plain++;
        const { statement, errors: problems, next, allowed } = parseLine(source, 0);
        assert.deepStrictEqual([problems, allowed, next], [[], [], end]);
        assert.ok(statement?.kind === 'route' && statement.destinations.length === 1);
        assert.strictEqual(statement.destinations[0].from, into.at[0]);
        // The same meaning, but with a comment that only the general parser reads.
        const slow = modelFrom(`${source.replace(/\r?\n$/, '')} # allow not-a-rule\n`);
        const fast = modelFrom(source);
        assert.deepStrictEqual(
          [...slow.tables[4].from, ...slow.tables[4].action],
          [...fast.tables[4].from, ...fast.tables[4].action],
        );
        assert.strictEqual(fast.unit.file.plain.count, 1);
      }),
      { numRuns: runs(5000) },
    );
    assert.ok(plain > runs(300), `only ${plain} plain routes were tried`);
  });

  it('reads a line equally at any place in a long text', () => {
    const lines = [
      'route 10.1.0.0/16 via vpc',
      '\troute  10.1.2.3\tprohibit\r',
      'route 10.2.0.0/16 via direct # é, 東京 and 😀',
      `route 10.3.0.0/16 via vpc${' '.repeat(300)}`,
      `route 10.4.0.0/16 via vpc #${' '.repeat(300)}allow host-bits`,
      `route 10.5.0.0/16 unreachable # ${'x'.repeat(300)}`,
      `route ${' '.repeat(300)}10.6.0.0/16 via vpc`,
      'subnet 10.0.0.0/24',
    ];
    const columns = ({ plain, statements, directives, starts }: File, moved: number): unknown => [
      [...plain.base, ...plain.length, ...plain.action],
      Array.from(plain.at, (at) => at - moved),
      statements.map(({ kind, from, to }) => [kind, from - moved, to - moved]),
      directives.map(({ from, to }) => [from - moved, to - moved]),
      Array.from(starts.subarray(2), (start) => start - moved),
    ];
    const text = `\n${lines.join('\n')}\n`;
    const expected = columns(parse(text), 0);
    for (let length = 14_900; length < 16_500; length += isLong ? 1 : 7) {
      const before = '#'.repeat(length);
      assert.deepStrictEqual(columns(parse(before + text), length), expected, `after ${length} characters`);
    }
  });

  it('computes the start of every line', () => {
    fc.assert(
      fc.property(anyText, (source) => {
        const starts = [0, ...Array.from(source.matchAll(/\n/g), ({ index }) => index + 1)];
        assert.deepStrictEqual([...parse(source).starts], starts);
      }),
    );
  });

  it('finds every statement again by its offset', () => {
    fc.assert(
      fc.property(policy, (source) => {
        const file = parse(source);
        for (const statement of allStatements(file)) {
          assert.deepStrictEqual(statementAt(file, statement.from), statement);
          assert.deepStrictEqual(statementAt(file, statement.to), statement);
        }
      }),
    );
  });
});

describe('the table of a notebook', () => {
  it("has a route for exactly another subnet's prefix, as a look-up there shows", () => {
    const model = modelFrom(
      'vpc 10.0.0.0/16\nsubnet 10.0.1.0/24, 10.0.2.0/24\nroute 10.0.0.0/16 unreachable\nroute 10.0.2.0/24 via vpc\n',
    );
    const rows = sites(model).map((site) =>
      effectiveTable(model, site)
        .filter(({ prefix }) => formatPrefix(prefix) === '10.0.2.0/24')
        .map(({ connected }) => connected),
    );
    assert.deepStrictEqual(rows, [[false], [true]]);
  });
});

describe('meaning, as properties', () => {
  it('does not depend on the order of the lines', () => {
    fc.assert(
      fc.property(policy, fc.nat(), (source, turn) => {
        const lines = source.trimEnd().split('\n');
        const [a, b] = [
          modelFrom(source),
          modelFrom(
            `${[...lines.slice(turn % lines.length), ...lines.slice(0, turn % lines.length)].join('\n')}\n`,
          ),
        ];
        // A conflict is an error that leaves the meaning undefined.
        if (
          check(a, rules, new Map(), Infinity).diagnostics.some(({ rule }) => rule === 'conflicting-routes')
        )
          return;
        assert.deepStrictEqual(
          [...changes(a.tables[4], b.tables[4]), ...changes(a.tables[6], b.tables[6])],
          [],
        );
      }),
      { numRuns: runs(1000) },
    );
  });

  it('leaves comments and directives where they were after all unambiguous fixes', async () => {
    for (const lineBreak of ['\n', '\r\n']) {
      const source = [
        'vpc 172.31.0.0/16',
        'subnet 172.31.64.0/20',
        'route 10.0.0.0/8 via vpc',
        '# allow sagemaker-conflict',
        'route 10.1.0.0/16 via vpc # in the block above',
        'route 172.16.0.0/16 via vpc',
        '# the lab',
        'route 10.2.0.0/16 via vpc',
        '',
        '# the end',
        'route 10.3.0.0/16 via vpc',
        '',
      ];
      const { text } = await fixed(noFiles, 'policy.nbroute', source.join(lineBreak));
      const expected = [...source.slice(0, 4), '', source[5], '# the lab', '', '# the end', ''];
      assert.strictEqual(text, expected.join(lineBreak));
      const { diagnostics } = check(modelFrom(text), rules, new Map(), Infinity);
      assert.ok(diagnostics.some(({ rule }) => rule === 'sagemaker-conflict'));
    }
  });

  it('stays the same for every address after all unambiguous fixes, whatever else is in the policy', async () => {
    let removed = 0;
    await fc.assert(
      fc.asyncProperty(policy, async (source) => {
        const { text: fixedText } = await fixed(noFiles, 'policy.nbroute', source);
        const [before, after] = [modelFrom(source), modelFrom(fixedText)];
        assert.deepStrictEqual(
          [...changes(before.tables[4], after.tables[4]), ...changes(before.tables[6], after.tables[6])],
          [],
          fixedText,
        );
        removed += before.tables[4].count - after.tables[4].count;
        assert.deepStrictEqual(await fixed(noFiles, 'policy.nbroute', fixedText), {
          text: fixedText,
          changes: [],
        });
        // Nothing is removed while there are errors.
        if (uncertainties(after).counts.error > 0) return;
        const left = check(after, rules, new Map(), Infinity).diagnostics;
        // Nothing is removed while an error remains.
        if (left.some(({ severity }) => severity === 'error')) return;
        assert.deepStrictEqual(
          left
            .filter(({ fixes }) => fixes.some(({ kind }) => kind !== 'suggestion'))
            .map(({ message }) => message),
          [],
        );
      }),
      { numRuns: runs(2000) },
    );
    assert.ok(removed > runs(500), `only ${removed} rows were removed`);
  });

  it('checks any text, lists its table and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, policy), (source) => {
        const model = modelFrom(source);
        const { diagnostics, total } = check(model, rules, new Map(), 10);
        assert.ok(diagnostics.length <= 10 && diagnostics.length <= total);
        for (const { from, to, related } of diagnostics)
          for (const span of [{ from, to }, ...related])
            assert.ok(span.from <= span.to && span.to <= source.length);
        effectiveTable(model);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('shows the first diagnostics in text order, and counts all', () => {
    fc.assert(
      fc.property(policy, fc.constantFrom(1, 300), fc.nat(40), (source, times, limit) => {
        // More routes than there are buckets to count in.
        const model = modelFrom(`${source}${source.slice(header.length).repeat(times)}`);
        const all = check(model, rules, new Map(), Infinity);
        const first = check(model, rules, new Map(), limit);
        assert.deepStrictEqual(first, { ...all, diagnostics: all.diagnostics.slice(0, limit) });
      }),
      { numRuns: runs(15) },
    );
  });

  it('finds the destination that owns each row', () => {
    fc.assert(
      fc.property(policy, (source) => {
        const model = modelFrom(source);
        const table = model.tables[4];
        for (let row = 0; row < table.count; row++) {
          if (table.owner[row] < model.system.length) continue;
          const { entry, action: action } = destinationAt(model, table.owner[row]);
          assert.strictEqual(source.slice(entry.from, entry.to), entry.text);
          assert.strictEqual(action, table.action[row]);
        }
      }),
    );
  });

  it('evaluates expectations as a look-up of each address would', () => {
    const small = fc
      .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
      .map(([at, length]) => coveringPrefix({ family: 4, value: 0x0a000000n | BigInt(at) }, length));
    const routes = fc.array(fc.tuple(small, action), { maxLength: 6 });
    const expectation = fc.tuple(fc.array(small, { minLength: 1, maxLength: 2 }), action);
    let failed = 0;
    fc.assert(
      fc.property(routes, expectation, (lines, [destinations, action]) => {
        const text = lines.map(([prefix, action]) => `route ${formatPrefix(prefix)} ${action}\n`).join('');
        const model = modelFrom(
          `${header}${text}expect ${destinations.map(formatPrefix).join(', ')} ${action}\n`,
        );
        const actual = [...expectations(model)].map(({ failures }) =>
          failures.flatMap(({ first, last: end }) =>
            Array.from({ length: Number(end - first) + 1 }, (_, i) => first + BigInt(i)),
          ),
        );
        const expected = destinations.map((prefix) =>
          Array.from({ length: 1 << (32 - prefix.length) }, (_, i) => prefix.base + BigInt(i)).filter(
            (address) => {
              // The first of the longest; of equal prefixes, the first one is effective.
              const best = lines
                .filter(([each]) => contains(each, { family: 4, base: address, length: 32 }))
                .reduce<(typeof lines)[number] | undefined>(
                  (longest, each) => (longest && longest[0].length >= each[0].length ? longest : each),
                  undefined,
                );
              return (best?.[1] ?? 'via direct') !== action;
            },
          ),
        );
        assert.deepStrictEqual(actual, expected);
        failed += actual.flat().length;
      }),
      { numRuns: runs(1000) },
    );
    assert.ok(failed > runs(100));
  });
});
