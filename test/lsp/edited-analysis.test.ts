import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { analyse, diagnostics, type Analysis } from '../../server/engine';
import { contextAt } from '../../server/features/completion/context';
import { features } from '../../server/features/index';
import { routeMarks } from '../../server/features/lib/route-marks';
import { changedText, textOf, type Text } from '../../server/lsp/text';
import { loadAlone } from '../../server/model/load';
import { modelOf } from '../../server/model/model';
import { coveringPrefix, formatPrefix } from '../../server/net/prefix';
import { internetLike, policyOf } from '../bench/policy';
import { charactersRead } from '../characters-read';
import { memoryHost } from '../memory-host';
import { runs } from '../volume';

const files = memoryHost({ '/w/shared.nbroute': 'prefix-list shared = 10.0.5.0/24, 2001:db8:41::/48\n' });
const head = `vpc 172.31.0.0/16, 2001:db8:40::/56
subnet 172.31.64.0/20, 2001:db8:40:10::/64
docker 10.0.15.0/24
include "shared.nbroute"
prefix-list a = 10.0.1.0/24, 10.0.2.0/23
`;

const action = fc.constantFrom('via vpc', 'via direct', 'unreachable');
/** Prefixes in four groups, so that they nest, touch and repeat, and an edit concerns one of the groups. */
const prefix = fc
  .tuple(fc.bigInt(0n, 3n), fc.bigInt(0n, 0xfffn), fc.integer({ min: 20, max: 32 }))
  .map(([group, bits, length]) =>
    formatPrefix(coveringPrefix({ family: 4, value: 0x0a000000n | (group << 16n) | bits }, length)),
  );
const far = fc.constantFrom(
  '0.0.0.0/1',
  '128.0.0.0/1',
  '172.31.64.0/20',
  '172.31.128.0/20',
  '172.31.0.0/16',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '10.0.15.0/24',
  '2001:db8:40::/56',
  '2001:db8:41:1::/64',
  '2000::/3',
  'default',
  'a',
  'shared',
  'nowhere',
  '10.0.3.4/24',
);
const destination = fc.oneof({ weight: 12, arbitrary: prefix }, { weight: 1, arbitrary: far });
const route = fc
  .tuple(fc.array(destination, { minLength: 1, maxLength: 2 }), action)
  .map(([destinations, way]) => `route ${destinations.join(', ')} ${way}`);
const other = fc.constantFrom(
  'expect 10.0.0.1 via vpc',
  'expect 10.0.2.0/23 via direct',
  'prefix-list a = 10.0.8.0/22',
  'prefix-list c {',
  '10.0.0.0/30,',
  '}',
  '# allow redundant-route',
  '# a comment',
  'vpc 172.31.0.0/16',
  'docker 10.0.0.0/24',
  'direct-internet disabled',
  'rout',
  '',
);
const line = fc.oneof({ weight: 8, arbitrary: route }, { weight: 1, arbitrary: other });
const policy = fc
  .array(line, { minLength: 8, maxLength: 30 })
  .map((lines) => `${head}${lines.map((each) => `${each}\n`).join('')}`);

/** An edit of the line at a share of the text. */
const edit = fc.record({
  at: fc.nat({ max: 999 }),
  /** Otherwise the next edits find the text in parts. */
  isRead: fc.boolean(),
  what: fc.oneof(
    fc.record({ kind: fc.constant('typed' as const), text: line }),
    fc.record({ kind: fc.constant('inserted' as const), text: line }),
    fc.record({ kind: fc.constant('replaced' as const), text: line }),
    fc.record({ kind: fc.constant('pasted' as const), text: policy }),
    fc.record({ kind: fc.constantFrom('deleted' as const, 'moved' as const), text: fc.constant('') }),
    fc.record({ kind: fc.constant('written' as const), text: fc.constantFrom('# ', 'x', '1', '/', '') }),
  ),
});

/** The texts that follow one another: a typed line is a text for each letter, and its deletion another. */
function* edited(before: Text, { at, what: { kind, text: written } }: Edit): Generator<Text> {
  let text = before;
  const starts = [...text.starts()];
  const row = Math.floor((at / 1000) * starts.length);
  const [from, to] = [starts[row], starts[row + 1] ?? text.characters.length];
  const put = (start: number, end: number, put: string): Text =>
    (text = changedText(text, 1, [{ range: text.range({ from: start, to: end }), text: put }], 'utf-16'));
  if (kind === 'typed') {
    for (const [i, letter] of [...`${written}\n`].entries()) yield put(from + i, from + i, letter);
    yield put(from + written.length, from + written.length + 1, '');
  } else if (kind === 'inserted') yield put(from, from, `${written}\n`);
  else if (kind === 'replaced') yield put(from, to, `${written}\n`);
  else if (kind === 'pasted') yield put(from, from, written.slice(head.length));
  else if (kind === 'deleted') yield put(from, to, '');
  else if (kind === 'written') yield put(Math.floor((from + to) / 2), Math.floor((from + to) / 2), written);
  else {
    const moved = text.source().slice(from, to);
    put(from, to, '');
    yield put(0, 0, moved.endsWith('\n') ? moved : `${moved}\n`);
  }
}
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything that a client is sent of an analysis, as plain values. */
function shown({ model, checked, source }: Analysis): unknown {
  return {
    tables: [model.tables[4], model.tables[6]].map((table) => ({ ...table, steps: undefined })),
    counts: checked.counts,
    diagnostics: checked.diagnostics.map(({ fixes, ...rest }) => ({
      ...rest,
      fixes: fixes.map(({ kind, title, edits }) => ({ kind, title, edits })),
    })),
    hovers: Array.from({ length: 8 }, (_, i) => features.hover(model, Math.floor((i / 8) * source.length))),
  };
}

describe('an analysis of an edited text', () => {
  it('is that of the whole text, however it was edited', async () => {
    const tables = { kept: 0, sweptInPart: 0, swept: 0 };
    await fc.assert(
      fc.asyncProperty(policy, fc.array(edit, { minLength: 1, maxLength: 6 }), async (source, edits) => {
        let text = textOf('file:///w/policy.nbroute', 0, source, 'utf-16');
        let analysis = await analyse(files, '/w/policy.nbroute', source, text.file());
        for (const each of edits)
          for (text of edited(text, each)) {
            const before = analysis.model;
            analysis = await analyse(files, '/w/policy.nbroute', text.characters, text.file(), before);
            const whole = await analyse(files, '/w/policy.nbroute', text.characters.slice(0));
            const [part, all] = [analysis, whole].map(({ model }) => model.tables[4].steps);
            if (analysis.model.tables === before.tables) tables.kept++;
            else tables[part < all ? 'sweptInPart' : 'swept']++;
            assert.deepStrictEqual(analysis.checked.counts, whole.checked.counts);
            if (each.isRead) assert.deepStrictEqual(shown(analysis), shown(whole), text.source());
          }
      }),
      { numRuns: runs(200) },
    );
    assert.ok(Math.min(...Object.values(tables)) > runs(100), JSON.stringify(tables));
  });

  it('reads no more of a long text than of a short one at a keystroke', () => {
    const [short, long] = [1000, 10_000].map((routes) => {
      let text = textOf('file:///w/policy.nbroute', 0, policyOf(internetLike(routes)), 'utf-16');
      const model = modelOf(loadAlone('/w/policy.nbroute', text.file()));
      const letter = { line: routes / 2, character: 0 };
      text.offset(letter);
      return charactersRead(() => {
        text = changedText(text, 1, [{ range: { start: letter, end: letter }, text: 'r' }], 'utf-16');
        const edited = modelOf(loadAlone('/w/policy.nbroute', text.file()), model);
        const { diagnostics: shown } = diagnostics(edited, new Map());
        assert.deepStrictEqual(
          shown.map((each) => text.range(each).start),
          [letter],
        );
      });
    });
    assert.ok(short > 100 && long < 1.1 * short && long < 10_000, `${short} and ${long} characters`);
  });

  const { hover, completion, definition, signatureHelp, documentHighlight, prepareRename } = features;
  const { inlayHints, semanticTokens, selectionRanges, codeActions } = features;
  const hints = { interfaces: true, nextHops: true, addressCounts: true };
  const noEntries = (): Promise<[]> => Promise.resolve([]);
  const requests: Record<string, (analysis: Analysis, at: number) => unknown> = {
    hover: ({ model }, at) => assert.ok(hover(model, at)),
    completion: ({ model }, at) => {
      assert.notStrictEqual(contextAt(model.unit.file, at).keyword, undefined);
      return completion(model, at, noEntries, []);
    },
    definition: ({ model }, at) => assert.ok(!definition(model, at)),
    signatureHelp: ({ model }, at) => signatureHelp(model, at),
    documentHighlight: ({ model }, at) => documentHighlight(model, at),
    prepareRename: ({ model }, at) => prepareRename(model, at),
    inlayHints: ({ model }, at) => inlayHints(model, { from: at, to: at + 1000 }, hints),
    semanticTokens: ({ model }, at) => semanticTokens(model, { from: at, to: at + 1000 }),
    selectionRanges: ({ model }, at) => selectionRanges(model.unit.file, at),
    codeActions: (analysis, at) => codeActions(analysis, analysis.checked.diagnostics, { from: at, to: at }),
  };
  for (const [name, request] of Object.entries(requests))
    it(`reads no more of a long text than of a short one for ${name} below an edit`, async () => {
      const [short, long] = await Promise.all(
        [1000, 10_000].map(async (routes) => {
          const paragraphs = policyOf(internetLike(routes)).replace(/(?:route .*\n){20}/g, '$&\n');
          let text = textOf('file:///w/policy.nbroute', 0, paragraphs, 'utf-16');
          const edited = { line: routes / 2, character: 0 };
          text = changedText(text, 1, [{ range: { start: edited, end: edited }, text: '# ' }], 'utf-16');
          const analysis = await analyse(memoryHost({}), '/w/policy.nbroute', text.characters, text.file());
          assert.strictEqual(analysis.checked.counts.error, 0);
          // Reads the prefix of each route without an effect, once per text.
          routeMarks(analysis.model);
          const [here, below] = [1, Math.floor(routes / 3)].map((lines) =>
            text.offset({ line: edited.line + lines, character: 8 }),
          );
          return charactersRead(() => {
            for (const at of [here, below]) request(analysis, at);
          });
        }),
      );
      assert.ok(short > 0 && long < 1.5 * short && long < 20_000, `${short} and ${long} characters`);
    });
});
