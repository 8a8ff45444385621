import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../fixture';
import { itIsFresh } from '../generated';
import { Client } from '../lsp/client';
import { listed } from './listed';
import { assertLoaded, loadedByServer, printsLoaded } from './loaded';

/*
 * The packages that `npm run package` created. The extension is installed into VS Code and tested there by test/vscode,
 * in the window named `file`.
 */

/** The size limit of the npm package in bytes. */
const budget = 500_000;

/** Programs here exit if they try to open a connection. */
const env = {
  ...process.env,
  NO_COLOR: '1',
  NODE_OPTIONS: `--require "${path.join(root, 'test/package/no-network.cjs')}"`,
};

describe('nbroute.tgz, installed into an empty folder with no network,', function () {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-installed-'));
    copyFileSync(path.join(root, 'nbroute.tgz'), path.join(folder, 'nbroute.tgz'));
    // Through a shell, because npm is a batch file on Windows. With an empty cache nothing can be fetched, now or
    // before.
    const npm = spawnSync('npm install ./nbroute.tgz --offline --no-audit --no-fund --cache cache', {
      cwd: folder,
      encoding: 'utf8',
      shell: true,
    });
    assert.strictEqual(npm.status, 0, `${npm.stdout}${npm.stderr}`);
    copyFileSync(path.join(root, 'samples/blog.nbroute'), path.join(folder, 'blog.nbroute'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const program = (): string => path.join(folder, 'node_modules/nbroute/dist/cli.js');

  /** The output of the installed command, which must exit with the given code. */
  const nbroute = (args: string, code = 0): string => {
    const command = path.join(folder, 'node_modules', '.bin', 'nbroute');
    const ran = spawnSync(`"${command}" ${args}`, { cwd: folder, encoding: 'utf8', shell: true, env });
    assert.strictEqual(ran.status, code, `${args}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  };

  it('is within its budget', () => {
    const { length } = readFileSync(path.join(root, 'nbroute.tgz'));
    assert.ok(length < budget, `${length} bytes are more than ${budget}`);
  });

  itIsFresh('test/package/npm-files.txt', () => listed(filesIn(path.join(folder, 'node_modules/nbroute'))));

  it('contains no dependencies and no install scripts', () => {
    const installed = path.join(folder, 'node_modules');
    assert.deepStrictEqual(readdirSync(installed).sort(), ['.bin', '.package-lock.json', 'nbroute']);
    const manifest = JSON.parse(readFileSync(path.join(installed, 'nbroute/package.json'), 'utf8')) as object;
    for (const none of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts'])
      assert.ok(!(none in manifest), none);
  });

  it('runs although any connection would end it', () => {
    for (const connects of ['fetch("http://127.0.0.1:9")', 'require("https").get("https://[::1]:9")'])
      assert.strictEqual(spawnSync(process.execPath, ['--eval', connects], { env }).status, 97, connects);
  });

  it('checks, and reports where an error is', () => {
    assert.strictEqual(nbroute('check blog.nbroute'), '1 file: no findings\n');
    writeFileSync(path.join(folder, 'bad.nbroute'), 'route 10/8 via vpc\n');
    assert.match(nbroute('check bad.nbroute', 1), /^bad\.nbroute:1:7: error\[invalid-prefix\]/);
  });

  it('shows the table and how an address is routed', () => {
    assert.match(nbroute('table blog.nbroute --changes'), /^\+ 10\.0\.0\.0 +172\.31\.64\.1 /m);
    assert.match(nbroute('lookup blog.nbroute 10.0.12.7'), /^10\.0\.12\.7 is routed via vpc\n/);
  });

  it('loads only what a command needs, because V8 reads a whole file before it runs any of it', () => {
    for (const [args, most] of [
      [['--version'], [2, 28_000]],
      [
        ['check', 'blog.nbroute'],
        [3, 220_500],
      ],
      [
        ['lookup', 'blog.nbroute', '10.0.12.7'],
        [6, 282_000],
      ],
    ] as const) {
      const command = [...printsLoaded(program()), ...args];
      const { stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
      assertLoaded(stderr, 'at the end', most, args.join(' '));
    }
  });

  it('as a language server loads little more than the protocol until `initialize` is answered', async () => {
    const stderr = await loadedByServer(program(), 'lsp');
    assertLoaded(stderr, 'at first', [5, 225_000], 'until initialize');
  });

  it('loads no stream of Node to write into a file, a pipe or the null device', () => {
    const command = `process.argv.splice(1, 0, '');
process.on('exit', () => {
  const hasStreams = process.moduleLoadList.some((name) => name.endsWith('internal/streams/writable'));
  process.stderr.write('streams: ' + hasStreams);
});
require(${JSON.stringify(program())});`;
    const { stderr } = spawnSync(process.execPath, ['--eval', command, 'check', 'blog.nbroute'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    assert.strictEqual(stderr, 'streams: false');
  });

  it('compiles', () => {
    assert.ok(nbroute('compile blog.nbroute --to terraform').length > 50);
    assert.match(nbroute('compile blog.nbroute --to script'), /^#!\/bin\/bash\n/);
  });

  it('imports what it compiled', () => {
    nbroute('compile blog.nbroute --to script -o start.sh');
    assert.match(nbroute('import start.sh'), /^route 10\.0\.0\.0\/16 via vpc/m);
  });

  it('has the engine and each library once', () => {
    const files = filesIn(path.dirname(program())).filter((name) => name.endsWith('.js'));
    const texts = new Map(
      files.map((name) => [name, readFileSync(path.join(path.dirname(program()), name), 'utf8')]),
    );
    for (const [part, text, file] of [
      ['the rules', 'Conflicting routes', 'cli/check.js'],
      ['the script', 'run this with bash, not sh', 'cli/emit-compiler.js'],
      ['fflate', 'invalid gzip data', 'cli/emit-deflate.js'],
      ['unbash', 'unterminated extended glob', 'cli/import.js'],
      ['the Language Server Protocol', 'textDocument/onTypeFormatting', 'cli/transport-node-parts.js'],
      ['the Model Context Protocol', 'notifications/roots/list_changed', 'cli/mcp-main.js'],
    ] as const)
      assert.deepStrictEqual(
        files.filter((name) => texts.get(name)?.includes(text)),
        [file],
        part,
      );
  });

  it('has every name that its files export, when they are loaded', () => {
    // A name that is set later would be undefined in the files that take it. Servers run when they are loaded.
    const missing = `const { readdirSync } = require('node:fs');
for (const file of readdirSync('.')) {
  if (['mcp-main.js', 'transport-node.js'].includes(file)) continue;
  for (const [name, value] of Object.entries(require('./' + file)))
    if (value === undefined) console.log(file, name);
}`;
    const cwd = path.join(path.dirname(program()), 'cli');
    const { stdout, status } = spawnSync(process.execPath, ['--eval', missing], {
      cwd,
      encoding: 'utf8',
      env,
    });
    assert.deepStrictEqual([stdout, status], ['', 0]);
  });

  it('is a server of the Model Context Protocol', () => {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    };
    const ran = spawnSync(process.execPath, [program(), 'mcp'], {
      cwd: folder,
      encoding: 'utf8',
      env,
      input: `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`,
    });
    assert.strictEqual(ran.status, 0, ran.stderr);
    assert.match(ran.stdout, /"serverInfo":\{"name":"nbroute"/);
  });

  it('is a language server', async () => {
    const client = new Client([process.execPath, program(), 'lsp', '--stdio'], env);
    const { serverInfo } = (await client.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    })) as { readonly serverInfo: { readonly name: string } };
    assert.strictEqual(serverInfo.name, 'nbroute');
    client.notify('initialized', {});
    const textDocument = {
      uri: 'file:///bad.nbroute',
      languageId: 'nbroute',
      version: 1,
      text: 'route 10/8 via direct\n',
    };
    client.notify('textDocument/didOpen', { textDocument });
    const { params } = await client.message(({ method }) => method === 'textDocument/publishDiagnostics');
    assert.match(JSON.stringify(params), /invalid-prefix/);
    await client.request('shutdown', null);
    client.notify('exit', null);
    assert.strictEqual(await client.exited, 0);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
