import * as assert from 'node:assert';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { deflateSync } from 'fflate';
import { root } from '../fixture';
import { itIsFresh } from '../generated';
import { filesOf, unpack } from '../vscode/package';
import { listed } from './listed';
import { assertLoaded, loadedByServer } from './loaded';

/**
 * The size limit of an installed extension without its pictures, compressed, in bytes. A third is protocol: the language
 * client (99 kB), which has its own copy of what it shares with the language server (45). unbash has 30 kB, picomatch 9,
 * ip-cidr 7, fflate 5, jsonc-parser, vscode-uri and @noble/hashes 11; the rest is nbroute.
 */
const budget = 545_000;

/** The size limit of all its pictures together. */
const mostPictures = 150_000;

/** Files that VS Code itself finds by name, and licenses. */
const knownToVscode = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'dist/licenses.txt',
];

const isPicture = (name: string): boolean => /\.(?:png|svg)$/.test(name);

describe('nbroute.vsix', function () {
  let files: ReadonlyMap<string, Uint8Array>;
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  before(async () => {
    const vsix = path.join(root, 'nbroute.vsix');
    assert.ok(existsSync(vsix), 'npm run package:vsix makes it');
    files = await filesOf(vsix);
  });

  itIsFresh('test/package/vsix-files.txt', () => listed([...files.keys()]));

  it('contains nothing that is not used', () => {
    // A file is used if the manifest, or a program that the manifest names, contains its name.
    const named = (by: string, name: string): boolean => text(by).includes(name.replace(/^dist\//, ''));
    const used = new Set(knownToVscode);
    const all = [...files.keys()];
    for (const by of used)
      for (const name of all)
        if (
          /\.(?:json|js)$/.test(by) &&
          !used.has(name) &&
          (named(by, name) || named(by, path.basename(name)))
        )
          used.add(name);
    assert.deepStrictEqual(
      all.filter((name) => !used.has(name)),
      [],
    );
  });

  it('contains everything that its manifest names', () => {
    const names = [
      ...text('package.json').matchAll(/"\.?\/?((?:dist|images|schemas|syntaxes|l10n)\/[^"*]+\.\w+)"/g),
    ];
    assert.ok(names.length > 5);
    assert.deepStrictEqual(
      names.flatMap(([, name]) => (name !== undefined && files.has(name) ? [] : [name])),
      [],
    );
  });

  it('contains every string that its manifest names, ready for translation, and no others', () => {
    const named = [...text('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    const strings = JSON.parse(text('package.nls.json')) as Readonly<Record<string, string>>;
    assert.deepStrictEqual(named.sort(), Object.keys(strings).sort());
    for (const [key, string] of Object.entries(strings)) assert.notStrictEqual(string.trim(), '', key);
    // Command titles and the like are only in package.nls.json.
    assert.doesNotMatch(
      text('package.json'),
      /"(?:title|shortTitle|altText|userDescription)": "(?!%|nbroute")/,
    );
  });

  it('is within its budget without its pictures', () => {
    const sizes = [...files].map(([name, bytes]) =>
      isPicture(name) ? 0 : deflateSync(bytes, { level: 9 }).length,
    );
    const size = sizes.reduce((sum, each) => sum + each, 0);
    assert.ok(size < budget, `${size} bytes are more than ${budget}`);
  });

  it('starts a language server that loads little more than the protocol until `initialize` is answered', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-vsix-'));
    try {
      await unpack(files, folder);
      const stderr = await loadedByServer(path.join(folder, 'dist/server.js'));
      assertLoaded(stderr, 'at first', [3, 205_000], 'until initialize');
      assertLoaded(stderr, 'at the end', [6, 540_000], 'until diagnostics');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has the engine and each library of the language server once', () => {
    const programs = [...files.keys()].filter((name) => /^dist\/server.*\.js$/.test(name));
    for (const [part, words, file] of [
      ['the rules', 'Conflicting routes', 'lsp-server'],
      ['the script', 'run this with bash, not sh', 'emit-compiler'],
      ['fflate', 'invalid gzip data', 'emit-deflate'],
      ['unbash', 'unterminated extended glob', 'late-requests'],
      ['the Language Server Protocol', 'textDocument/onTypeFormatting', 'servers'],
    ] as const)
      assert.deepStrictEqual(
        programs.filter((name) => text(name).includes(words)),
        [`dist/server/${file}.js`],
        part,
      );
  });

  it('has small pictures in total', () => {
    const sizes = [...files].flatMap(([name, { length }]) => (isPicture(name) ? [length] : []));
    const size = sizes.reduce((sum, each) => sum + each, 0);
    assert.ok(sizes.length > 8 && size <= mostPictures, `${size} bytes are more than ${mostPictures}`);
  });

  it('has no scripts or dependencies in its manifest, which only development needs', () => {
    const manifest = JSON.parse(text('package.json')) as object;
    for (const key of ['scripts', 'dependencies', 'devDependencies']) assert.ok(!(key in manifest), key);
  });

  it('contains nothing that opens a connection', () => {
    // The language client can also connect through a socket (net), but uses the process's own channel here.
    const connects =
      /require\("(?:node:)?(?:https?|http2|tls|dgram|dns)(?:\/promises)?"\)|\b(?:fetch|sendBeacon)\(|\bnew (?:XMLHttpRequest|WebSocket|EventSource)\b/;
    assert.match('require("node:https")', connects);
    for (const name of files.keys())
      if (name.endsWith('.js')) assert.strictEqual(connects.exec(text(name))?.[0], undefined, name);
  });

  it('shows a page whose pictures and links lead to the repository', () => {
    const targets = [...text('readme.md').matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target);
    assert.ok(targets.length > 10);
    for (const target of targets) assert.match(target, /^https:\/\//);
  });
});
