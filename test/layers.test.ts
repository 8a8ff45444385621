import * as assert from 'node:assert';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './fixture';

/** Who may import whom, beside itself. Folders and files of server/ and client/; packages by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/syntax': [],
  'server/net': [],
  'server/host': [],
  'server/protocol': [],
  'server/model': ['server/syntax', 'server/net', 'server/host'],
  'server/rules': ['server/syntax', 'server/net', 'server/model'],
  'server/emit': ['server/syntax', 'server/net', 'server/model', 'server/protocol', 'fflate'],
  'server/import': ['server/syntax', 'server/net', 'server/model', 'fflate'],
  'server/render': ['server/syntax', 'server/net', 'server/model'],
  'server/report': ['server/syntax', 'server/net', 'server/model', 'server/rules', 'server/render'],
  'server/features': [
    ...[
      'server/syntax',
      'server/net',
      'server/model',
      'server/rules',
      'server/emit',
      'server/render',
      'server/report',
    ],
    ...['server/protocol', 'server/host'],
  ],
  'server/verify': ['server/syntax', 'server/net', 'server/model', 'server/emit', 'server/report', 'node:'],
  'server/service': [
    ...['server/syntax', 'server/net', 'server/model', 'server/rules', 'server/emit', 'server/import'],
    ...['server/render', 'server/features', 'server/report', 'server/host', 'server/protocol'],
  ],
  'server/imported': ['server/syntax', 'server/net', 'server/model', 'server/rules', 'server/import'],
  'server/compared': [
    ...['server/syntax', 'server/net', 'server/model', 'server/rules', 'server/import', 'server/render'],
    ...['server/report', 'server/service'],
  ],
  'server/lsp': [
    ...[
      'server/service',
      'server/compared',
      'server/imported',
      'server/import',
      'server/render',
      'server/features',
      'server/protocol',
      'server/host',
      'server/model',
      'server/rules',
      'server/syntax',
    ],
    ...['vscode-languageserver'],
  ],
  'server/lsp-node': [
    'server/lsp',
    'server/verify',
    'server/disk-host',
    'server/host',
    'node:',
    'vscode-languageserver/node',
    'package.json',
  ],
  'server/lsp-worker': [
    'server/lsp',
    'server/host',
    'server/protocol',
    'vscode-languageserver/browser',
    'package.json',
  ],
  'server/main': ['server/lsp-node', 'server/lsp-worker'],
  'server/disk-host': ['server/host', 'node:'],
  'server/cli': ['server/commands', 'node:util', 'package.json'],
  'server/commands': [
    ...[
      'server/service',
      'server/imported',
      'server/compared',
      'server/syntax',
      'server/net',
      'server/model',
      'server/rules',
      'server/emit',
      'server/import',
    ],
    ...['server/render', 'server/report', 'server/verify', 'server/disk-host', 'server/host', 'node:'],
    'package.json',
  ],
  client: ['server/protocol', 'server/render', 'vscode', 'vscode-languageclient', 'node:'],
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

/** `server/net/prefix` → `server/net`; a file right in server/ is a layer of its own. */
function layerOf(file: string): string {
  const parts = file.replace(/\.ts$/, '').split('/');
  return parts[0] === 'client' ? 'client' : parts.slice(0, 2).join('/');
}

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder)).flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(root, file)).isDirectory()) return sourcesIn(file);
    return file.endsWith('.ts') ? [file] : [];
  });
}
