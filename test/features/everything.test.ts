import * as assert from 'node:assert';
import { actionKinds } from '../../server/features/code-actions/action-kinds';
import { topics, type Topic } from '../../server/features/completion/completion-item';
import { features } from '../../server/features/index';
import { load } from '../../server/model/load';
import { modelOf, type Model } from '../../server/model/model';
import { edited } from '../../server/rules/lib/fix-all';
import { analyse, type Analysis } from '../../server/engine';
import { parse } from '../../server/syntax/parser';
import { quotedPath } from '../../server/syntax/quoted-path';
import { brokenTexts, textsWithEmptyLines } from '../broken-texts';
import { charactersRead } from '../characters-read';
import { memoryHost } from '../memory-host';
import { askAll, askWhole, hints, lenses, noDiagnostics, none } from './ask';
import { isLong } from '../volume';

async function analysisFrom(source: string, files: Readonly<Record<string, string>> = {}): Promise<Analysis> {
  return analyse(memoryHost(files), 'policy.nbroute', source);
}

async function modelFrom(source: string, path = 'policy.nbroute'): Promise<Model> {
  return modelOf(await load(memoryHost({}), path, parse(source)));
}

describe('every feature', () => {
  for (const source of [...brokenTexts, ...textsWithEmptyLines])
    it(`returns a result at every offset of ${JSON.stringify(source.slice(0, 40))}`, async () => {
      const analysis = await analysisFrom(source, { a: '', y: '{}' });
      for (let at = 0; at <= source.length; at++) await askAll(analysis, at);
      askWhole(analysis);
    });

  it('documents what completion offers', async () => {
    const model = await modelFrom('# The data centre.\nprefix-list on-prem = 10.0.0.0/8\n');
    const hoverOf = (about: Topic['about'], name: string): string | undefined =>
      features.completionDocumentation(model, { about, name });
    assert.match(hoverOf('keyword', 'route') ?? '', /Sends these destinations/);
    assert.match(hoverOf('list', 'on-prem') ?? '', /1 prefix[^]*The data centre\./);
    assert.match(hoverOf('value', 'on-failure stop') ?? '', /keeps the notebook from starting/);
    assert.match(hoverOf('action', 'direct') ?? '', /eth0/);
    assert.match(hoverOf('action', 'prohibit') ?? '', /EACCES/);
    assert.match(hoverOf('rule', 'moves-default') ?? '', /default route/);
    for (const about of topics) {
      const otherwise = about === 'list' ? 'undefined prefix list `such`' : undefined;
      assert.strictEqual(hoverOf(about, 'such'), otherwise);
    }
  });

  it('writes the names of files and folders so that the string has that value', async () => {
    const names = ['a"b', 'x$HOME', '${1:y}', 'back\\slash', '#', 'a b'];
    const entries = (folder: string): Promise<{ name: string; folder: boolean }[]> =>
      Promise.resolve([
        ...names.map((name) => ({ name: `${folder === '' ? '' : 'in '}${name}.nbroute`, folder: false })),
        ...names.map((name) => ({ name, folder: true })),
        { name: 'two\nlines.nbroute', folder: false },
      ]);
    const fromSnippet = (snippet: string): string => snippet.replace('$0', '').replace(/\\([\\$}])/g, '$1');
    const written = async (source: string, end = ''): Promise<(string | undefined)[]> => {
      const model = await modelFrom(source + end);
      const { items, from, to } = await features.completion(model, source.length, entries);
      return items.map(({ label, text = label, snippet }) => {
        const insertions = [text, ...(snippet === undefined ? [] : [fromSnippet(snippet)])];
        const values = insertions.map((insertion) => {
          const { statements, errors } = parse(edited(source + end, [{ from, to, text: insertion }]));
          assert.deepStrictEqual(errors, []);
          return statements[0].kind === 'include' ? statements[0].path?.text : undefined;
        });
        assert.strictEqual(new Set(values).size, 1);
        return values[0];
      });
    };
    const files = names.map((name) => `${name}.nbroute`);
    const folders = names.map((name) => `${name}/`);
    assert.deepStrictEqual(await written('include '), [...files, ...folders]);
    assert.deepStrictEqual(await written('include "', '"'), [...files, ...folders]);
    for (const folder of folders)
      assert.deepStrictEqual(
        await written(`include ${quotedPath(folder).slice(0, -1)}`, '"'),
        [...files.map((file) => `in ${file}`), ...folders].map((name) => folder + name),
      );
  });

  it('lists the folder that an escaped name in a string means', async () => {
    const source = 'include "a\\"b/';
    const listed: string[] = [];
    await features.completion(await modelFrom(`${source}"`), source.length, (folder) => {
      listed.push(folder);
      return Promise.resolve([]);
    });
    assert.deepStrictEqual(listed, ['a"b/']);
  });

  it('updates paths when files move', async () => {
    const source = 'include "shared/lists.nbroute"\non-start "setup.sh"\nprefix-list a from "../r.txt"\n';
    const host = memoryHost({});
    const unit = await load(host, 'team/policy.nbroute', parse(source));
    const after = (from: string, to: string): string =>
      edited(
        source,
        features.renameEdits(unit, (path) => (path === from ? to : path)),
      );
    assert.match(
      after('team/shared/lists.nbroute', 'lists "a".nbroute'),
      /^include "\.\.\/lists \\"a\\"\.nbroute"$/m,
    );
    const moved = after('team/policy.nbroute', 'policy.nbroute');
    assert.match(moved, /^include "team\/shared\/lists\.nbroute"\non-start "team\/setup\.sh"\n/);
    assert.match(moved, /from "r\.txt"/);
    assert.strictEqual(after('elsewhere.nbroute', 'there.nbroute'), source);
  });

  it('updates paths that name a folder which moves with its files', async () => {
    const source = 'include "../a/x.nbroute"\ninclude "./y.nbroute"\nprefix-list z from "../../w/a/z.txt"\n';
    const unit = await load(memoryHost({}), 'w/a/p.nbroute', parse(source));
    const after = (from: string, to: string): string =>
      edited(
        source,
        features.renameEdits(unit, (path) => path.replace(from, to)),
      );
    assert.strictEqual(
      after('w/a/', 'w/b/'),
      'include "x.nbroute"\ninclude "./y.nbroute"\nprefix-list z from "z.txt"\n',
    );
    assert.strictEqual(after('w/', 'v/'), source.replace('../../w/a/z.txt', 'z.txt'));
  });

  it('names every symbol of a document or the workspace with something visible', async () => {
    for (const space of ['\u00a0', '\v', '\f', '\ufeff'])
      for (const text of [
        `prefix-list a {\n  10.0.0.0/8, ${space}\n}\n`,
        `prefix-list ${space} = 10.0.0.0/8, ${space}\n`,
        ...['policy', 'include', 'route', 'expect', 'vpc'].map((keyword) => `${keyword} ${space}\n`),
        'policy ""\npolicy "  "\n',
      ]) {
        const { model } = await analyse(memoryHost({}), 'p.nbroute', text);
        for (const { name } of features.workspaceSymbols(model, ''))
          assert.notStrictEqual(name.trim(), '', JSON.stringify(text));
        for (const symbol of features.documentSymbols(parse(text)))
          for (const { name } of [symbol, ...symbol.children])
            assert.notStrictEqual(name.trim(), '', JSON.stringify(text));
      }
  });

  it('removes the includes of a deleted file', async () => {
    const source = '# Lists\ninclude "lists.nbroute" # ours\nroute a via vpc\n';
    const unit = await load(memoryHost({}), 'policy.nbroute', parse(source));
    const edits = features.deleteEdits(unit, (path) => path === 'lists.nbroute');
    assert.strictEqual(edited(source, edits), '# Lists\nroute a via vpc\n');
  });

  it('formats only the requested lines', () => {
    const source =
      'route   10.0.0.0/8   via vpc\n\n\n\nroute  010.1.0.0/16    via vpc  \nexpect 10.0.0.1    via vpc\n';
    const formatted = edited(source, features.formatting(source));
    assert.strictEqual(edited(formatted, features.formatting(formatted)), formatted);
    const first = source.indexOf('\n');
    const line = edited(source, features.formatting(source, { from: 0, to: first }));
    assert.strictEqual(line, source.replace('route   10.0.0.0/8   via', 'route 10.0.0.0/8 via'));
  });

  it('adds an expectation without an ambiguous address', async () => {
    const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
    for (const [routes, expected] of [
      ['route 0.0.0.0/1 via vpc\nroute 8.0.0.0/8 via direct\n', 'expect 0.0.0.0/32 via vpc'],
      ['route default via direct\n', 'expect 0.0.0.0/32 via direct'],
      ['route ::/0 unreachable\n', 'expect ::/128 unreachable'],
      ['route 10.0.0.0/8 via vpc\nroute 10.0.0.0/16 via direct\n', 'expect 10.1.0.0 via vpc'],
    ]) {
      const source = network + routes;
      const range = { from: network.length, to: network.length };
      const { model, checked } = await analysisFrom(source);
      const action = features
        .codeActions({ model, checked }, checked.diagnostics, range)
        .find(({ kind }) => kind === actionKinds.expect);
      const edits = action?.edits() ?? [];
      assert.deepStrictEqual(
        edits.map(({ text }) => text.trim()),
        [expected],
      );
      const after = await analysisFrom(edited(source, edits));
      assert.strictEqual(after.checked.counts.error, 0);
    }
  });

  it('offers to allow every rule that can be allowed, which removes the diagnostic', async () => {
    const source =
      'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 10.0.0.0/8 via vpc # x\nroute 10.1.0.0/16 via vpc\n';
    const { model, checked } = await analysisFrom(source);
    const allow = features
      .codeActions({ model, checked }, checked.diagnostics, { from: 0, to: source.length })
      .filter(({ kind, title }) => kind === actionKinds.fix && title.startsWith('Allow'));
    assert.ok(allow.length > 0);
    for (const { edits, diagnostic } of allow) {
      const after = await analysisFrom(edited(source, edits()));
      const count = (found: Analysis['checked']): number =>
        found.diagnostics.filter(({ rule }) => rule === diagnostic?.rule).length;
      assert.ok(count(after.checked) < count(checked));
    }
  });
});

/** Columns that count the reads of their elements. */
function counting<Columns extends object>(columns: Columns, looked: () => void): Columns {
  const counted = { ...columns };
  for (const [name, column] of Object.entries(columns)) {
    if (!ArrayBuffer.isView(column)) continue;
    const get = (array: ArrayBufferView, key: string | symbol): unknown => {
      looked();
      const value: unknown = Reflect.get(array, key);
      return typeof value === 'function' ? (value.bind(array) as unknown) : value;
    };
    Reflect.set(counted, name, new Proxy(column, { get }));
  }
  return counted;
}

const routes = isLong ? 100_000 : 20_000;

describe(`a policy of ${routes.toLocaleString('en')} routes`, () => {
  let source = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
  for (let i = 0; i < routes; i++)
    source += `route 10.${(i >> 9) & 255}.${(i >> 1) & 255}.${(i & 1) * 128}/25 via ${i % 3 === 0 ? 'direct' : 'vpc'}\n`;
  let looks = 0;
  let model: Model;

  before(async function () {
    const analysis = await modelFrom(source);
    const looked = (): unknown => looks++;
    const plain = counting(analysis.unit.file.plain, looked);
    const tables = { 4: counting(analysis.tables[4], looked), 6: counting(analysis.tables[6], looked) };
    model = {
      ...analysis,
      tables,
      unit: { ...analysis.unit, file: { ...analysis.unit.file, source, plain } },
    };
  });

  const asks: Record<string, (at: number) => unknown> = {
    hover: (at) => features.hover(model, at),
    completion: (at) => features.completion(model, at, none),
    definition: (at) => features.definition(model, at),
    signatureHelp: (at) => features.signatureHelp(model, at),
    documentHighlight: (at) => features.documentHighlight(model, at),
    prepareRename: (at) => features.prepareRename(model, at),
    selectionRanges: (at) => features.selectionRanges(model.unit.file, at),
    inlayHints: (at) => features.inlayHints(model, { from: at, to: at + 2000 }, hints),
    semanticTokens: (at) => features.semanticTokens(model, { from: at, to: at + 2000 }),
    codeActions: (at) => features.codeActions({ model, checked: noDiagnostics }, [], { from: at, to: at }),
  };
  for (const [name, ask] of Object.entries(asks))
    it(`needs a few rows for ${name}`, async () => {
      // Fills the caches of this version of the text.
      await ask(0);
      for (let i = 1; i <= 20; i++) {
        looks = 0;
        await ask(Math.floor((source.length * i) / 21));
        assert.ok(looks < 3000, `${looks} looks`);
      }
    });

  it('needs each row a few times for requests about the whole file', () => {
    const wholeFileFeatures: Record<string, () => unknown> = {
      semanticTokens: () => features.semanticTokens(model),
      documentSymbols: () => features.documentSymbols(model.unit.file),
      foldingRanges: () => features.foldingRanges(model.unit.file),
      codeLens: () => features.codeLens(model, lenses),
      documentLinks: () => features.documentLinks(model),
    };
    for (const [name, ask] of Object.entries(wholeFileFeatures)) {
      looks = 0;
      ask();
      assert.ok(looks < 20 * routes, `${name}: ${looks} looks`);
    }
  });
});

describe('a statement with many destinations', () => {
  it('costs no more per destination than one with few', async () => {
    const [small, large] = await Promise.all(
      [500, 5000].map(async (count) => {
        const destinations = Array.from({ length: count }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
        const allowed = '# allow redundant-route\n'.repeat(count);
        const analysis = await analysisFrom(
          `${allowed}# here\nroute ${destinations.join(', ')} via direct # there\n`,
        );
        const span = { from: 0, to: analysis.source.length };
        const read = charactersRead(() => {
          const [, row] = features.preview(analysis.model, 1, analysis.checked).rows;
          assert.strictEqual(row.comment, 'here there');
          const { model, checked } = analysis;
          assert.ok(features.codeActions({ model, checked }, checked.diagnostics, span).length > 0);
        });
        return read / count;
      }),
    );
    assert.ok(small > 1 && large < 1.2 * small, `${small} and ${large} looks at a character`);
  });
});
