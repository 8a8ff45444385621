import * as assert from 'node:assert';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../fixture';

/** Who may import whom, besides themselves: folders and files of server/ and client/, and packages by name. */
const model = ['server/syntax', 'server/net', 'server/aws', 'server/model'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/lib': ['@noble/hashes'],
  'server/syntax': ['server/syntax/lexer', 'server/syntax/comments'],
  // The inner parts of the syntax; other folders read trees, lines and the comments of a statement.
  'server/syntax/lexer': ['server/syntax'],
  'server/syntax/comments': ['server/syntax', 'server/syntax/lexer'],
  'server/net': ['ip-cidr'],
  'server/aws': ['server/net'],
  'server/host': ['server/aws'],
  // Only types, because it is also part of the client and of the preview's page.
  'server/protocol': ['server/emit/output-formats', 'server/model', 'server/render'],
  'server/lib/file-text': ['server/host'],
  'server/model': [
    'server/syntax',
    'server/syntax/comments',
    'server/net',
    'server/aws',
    'server/host',
    'jsonc-parser',
  ],
  'server/rules': model,
  'server/emit': [...model, 'server/emit/output-formats', 'fflate'],
  'server/emit/output-formats': [],
  'server/import': [...model, 'server/rules', 'fflate', 'unbash'],
  'server/render': [...model],
  'server/report': [...model, 'server/rules', 'server/render'],
  'server/features': [
    ...model,
    'server/rules',
    'server/emit',
    'server/render',
    'server/protocol',
    'server/host',
  ],
  'server/verify': [...model, 'server/emit', 'server/report', 'node:'],
  'server/engine': [
    ...model,
    'server/rules',
    'server/emit',
    'server/import',
    'server/render',
    'server/features',
    'server/report',
    'server/host',
    'server/protocol',
  ],
  'server/compare': [...model, 'server/rules', 'server/import', 'server/render'],
  'server/fleet': [
    ...model,
    'server/compare',
    'server/rules',
    'server/import',
    'server/emit',
    'server/render',
  ],
  'server/node': ['server/host', 'server/lib/file-text', 'node:'],
  'server/lsp': [
    ...model,
    'server/engine',
    'server/compare',
    'server/import',
    'server/render',
    'server/features',
    'server/fleet',
    'server/protocol',
    'server/host',
    'server/rules',
    'vscode-languageserver',
    'vscode-uri',
    'picomatch',
  ],
  'server/lsp/main': ['server/lsp/transport', 'server/cli'],
  'server/lsp/transport': [
    'server/lsp',
    'server/verify',
    'server/node',
    'server/host',
    'server/protocol',
    'node:',
    'vscode-languageserver',
    'package.json',
  ],
  'server/cli': [
    'server/cli/commands/lsp',
    'server/cli/commands/mcp',
    ...model,
    'server/engine',
    'server/compare',
    'server/fleet',
    'server/rules',
    'server/emit',
    'server/import',
    'server/render',
    'server/report',
    'server/verify',
    'server/node',
    'server/host',
    'node:',
    'server/protocol',
    'server/lib/file-text',
    'package.json',
  ],
  'server/cli/commands/lsp': ['server/cli', 'server/lsp/transport'],
  'server/cli/commands/mcp': ['server/cli', 'server/mcp'],
  'server/tools': ['server/emit', 'server/render'],
  'server/mcp': [
    ...model,
    'server/engine',
    'server/compare',
    'server/rules',
    'server/emit',
    'server/import',
    'server/render',
    'server/report',
    'server/node',
    'server/host',
    'server/lib/file-text',
    'node:',
    'server/tools',
    'package.json',
    'schemas',
    '@modelcontextprotocol/sdk',
  ],
  client: [
    'server/emit/output-formats',
    'server/protocol',
    'server/tools',
    'server/lib/file-text',
    'server/render',
    'vscode',
    'vscode-languageclient',
    'node:',
  ],
};

/** Modules that only explicitly listed importers may import, not all that may import their folder. */
const inner = ['server/syntax/lexer', 'server/syntax/comments'];

/** Knows nothing of routes, and may be imported by all. */
const common = 'server/lib';

const sources = ['server', 'client'].flatMap((folder) => sourcesIn(folder));

describe('layers', () => {
  it('import only what the table allows', () => assert.deepStrictEqual(sources.flatMap(forbidden), []));

  it('have no cycle of files', () => {
    const graph = new Map(
      sources.map((file) => [file, importsOf(file).filter((each) => sources.includes(each))]),
    );
    assert.deepStrictEqual(circlesIn(graph), []);
  });

  // A folder and its subfolders count as one: `lsp/server.ts` lists what is in `lsp/requests/`.
  it('have no cycle of folders', () => {
    const graph = new Map<string, string[]>();
    for (const file of sources) {
      const home = path.dirname(file);
      const others = importsOf(file)
        .filter((each) => sources.includes(each))
        .map((each) => path.dirname(each))
        .filter((other) => !`${home}/`.startsWith(`${other}/`) && !`${other}/`.startsWith(`${home}/`));
      graph.set(home, [...(graph.get(home) ?? []), ...others]);
    }
    assert.deepStrictEqual(circlesIn(graph), []);
  });

  it('would reveal a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['b']],
      ['d', []],
    ]);
    assert.deepStrictEqual(circlesIn(graph), ['b → c → b']);
  });
});

function forbidden(file: string): string[] {
  const home = layerOf(file);
  const may = allowed[home];
  assert.ok(may, `${file} belongs to no layer: add it to the table`);
  return importsOf(file)
    .map((target) => layerOf(target))
    .filter(
      (target) =>
        target !== home &&
        target !== common &&
        !may.some((each) => target === each || (!inner.includes(target) && isUnder(target, each))),
    )
    .map((target) => `${file} imports ${target}`);
}

/** What a file imports, including types: files of the repository by path, packages by name. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const imports =
    /^(?:import|export)\s[^;']*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(imports)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3];
    if (!specifier.startsWith('.')) return specifier;
    const target = path.posix.join(path.posix.dirname(file), specifier);
    return existsSync(path.join(root, `${target}.ts`)) ? `${target}.ts` : target;
  });
}

/** The cycles that a depth-first search closes: at least one of those that share a node. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (node: string, trail: readonly string[]): void => {
    if (trail.includes(node)) circles.push([...trail.slice(trail.indexOf(node)), node].join(' → '));
    if (trail.includes(node) || done.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return circles;
}

function isUnder(target: string, allowedName: string): boolean {
  return target.startsWith(allowedName.endsWith(':') ? allowedName : `${allowedName}/`);
}

/** `server/net/prefix` → `server/net`: the longest name in the table that is the file or one of its folders. */
function layerOf(file: string): string {
  const parts = file.replace(/\.ts$/, '').split('/');
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('/');
    if (Object.hasOwn(allowed, name)) return name;
  }
  return parts.join('/');
}

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder)).flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(root, file)).isDirectory()) return sourcesIn(file);
    return file.endsWith('.ts') ? [file] : [];
  });
}
