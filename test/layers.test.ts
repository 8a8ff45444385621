import * as assert from 'node:assert';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './fixture';

/** Who may import whom, beside itself. Folders and files of server/ and client/; packages by name. */
const model = ['server/syntax', 'server/net', 'server/model'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/syntax': [],
  'server/net': [],
  'server/host': [],
  'server/protocol': [],
  'server/file-text': ['server/host'],
  'server/internal-error': [],
  'server/model': ['server/syntax', 'server/net', 'server/host'],
  'server/rules': model,
  'server/emit': [...model, 'server/protocol', 'fflate'],
  'server/import': [...model, 'server/rules', 'fflate'],
  'server/render': model,
  'server/report': [...model, 'server/rules', 'server/render'],
  'server/features': [
    ...[...model, 'server/rules', 'server/emit', 'server/render', 'server/report'],
    ...['server/protocol', 'server/host'],
  ],
  'server/verify': [...model, 'server/emit', 'server/report', 'node:'],
  'server/engine': [
    ...[...model, 'server/rules', 'server/emit', 'server/import', 'server/render', 'server/features'],
    ...['server/report', 'server/host', 'server/protocol'],
  ],
  'server/compare': [
    ...[...model, 'server/rules', 'server/import', 'server/render', 'server/report', 'server/engine'],
  ],
  'server/node': ['server/host', 'server/file-text', 'node:'],
  'server/lsp': [
    ...[...model, 'server/engine', 'server/compare', 'server/import', 'server/render', 'server/features'],
    ...[
      'server/protocol',
      'server/host',
      'server/rules',
      'vscode-languageserver',
      'vscode-uri',
      'server/internal-error',
    ],
  ],
  'server/lsp/main': ['server/lsp/transport'],
  'server/lsp/transport': [
    ...['server/lsp', 'server/verify', 'server/node', 'server/host', 'server/protocol', 'node:'],
    ...['vscode-languageserver', 'package.json'],
  ],
  'server/cli': [
    ...[...model, 'server/engine', 'server/compare', 'server/rules', 'server/emit', 'server/import'],
    ...['server/render', 'server/report', 'server/verify', 'server/node', 'server/host', 'node:'],
    ...['server/protocol', 'server/file-text', 'server/internal-error', 'package.json'],
  ],
  client: [
    'server/protocol',
    'server/file-text',
    'server/internal-error',
    'server/render',
    'vscode',
    'vscode-languageclient',
    'node:',
  ],
};

describe('layers', () => {
  it('import only what the table allows', () => {
    const found = ['server', 'client'].flatMap((folder) => sourcesIn(folder)).flatMap(forbidden);
    assert.deepStrictEqual(found, []);
  });
});

function forbidden(file: string): string[] {
  const home = layerOf(file);
  const may = allowed[home];
  assert.ok(may, `${file} belongs to no layer: add it to the table`);
  const text = readFileSync(path.join(root, file), 'utf8');
  const imports =
    /^(?:import|export)\s[^;']*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  const specifiers = [...text.matchAll(imports)].map((match) => match[1] ?? match[2] ?? match[3]);
  return specifiers
    .map((specifier) =>
      specifier.startsWith('.') ? layerOf(path.join(path.dirname(file), specifier)) : specifier,
    )
    .filter((target) => target !== home && !may.some((each) => target === each || isUnder(target, each)))
    .map((target) => `${file} imports ${target}`);
}

function isUnder(target: string, allowedName: string): boolean {
  return target.startsWith(allowedName.endsWith(':') ? allowedName : `${allowedName}/`);
}

/** `server/net/prefix` → `server/net`: the longest name of the table that a file is, or lies in. */
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
