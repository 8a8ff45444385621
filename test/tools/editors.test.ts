import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../fixture';
import { serverProgram } from '../lsp/client';
import { notProven } from '../not-proven';

/** What an editor has received from the server. */
interface Seen {
  readonly diagnostics?: readonly string[];
  readonly hover?: string;
  readonly completion?: readonly string[];
  /** The text after renaming `on-prem` to `cellar` and formatting. */
  readonly text?: string;
  readonly error?: string;
}

const policy = `vpc 172.31.0.0/16
subnet   172.31.64.0/20
prefix-list on-prem = 10.0.0.0/16
route on-prem via vpc
route 172.31.5.0/24    via vpc
`;

interface Editor {
  readonly name: string;
  readonly debian: string;
  readonly version: readonly string[];
  readonly command: readonly string[];
}

const editors: readonly Editor[] = [
  {
    name: 'Neovim',
    debian: 'neovim',
    version: ['nvim', '--version'],
    command: [
      'nvim',
      '--headless',
      '-u',
      'NONE',
      '-i',
      'NONE',
      '-n',
      '-c',
      `luafile ${path.join(root, 'test/tools/editors/neovim.lua')}`,
    ],
  },
  {
    name: 'Emacs',
    debian: 'emacs-nox and elpa-eglot',
    version: ['emacs', '--batch', '--eval', "(progn (package-initialize) (require 'eglot))"],
    command: [
      'emacs',
      '--batch',
      '--eval',
      '(package-initialize)',
      '-l',
      path.join(root, 'test/tools/editors/eglot.el'),
    ],
  },
];

function run(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): ReturnType<typeof spawnSync> {
  return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 600_000 });
}

describe('other editors', function () {
  for (const { name, debian, version, command } of editors)
    it(`${name} shows diagnostics, hovers, completes, renames and formats`, function () {
      const there = run(version, {});
      if (there.error !== undefined || there.status !== 0)
        notProven(this, `the server in ${name}`, `Debian package ${debian} is missing`);
      const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-editor-'));
      try {
        const [file, out] = ['policy.nbroute', 'out.json'].map((each) => path.join(folder, each));
        writeFileSync(file, policy);
        const { stdout, stderr } = run(command, {
          NBROUTE_FILE: file,
          NBROUTE_OUT: out,
          NBROUTE_NODE: process.execPath,
          NBROUTE_CLI: serverProgram,
          HOME: folder,
          XDG_CONFIG_HOME: folder,
          XDG_DATA_HOME: folder,
        });
        const seen = JSON.parse(readFileSync(out, 'utf8')) as Seen;
        assert.strictEqual(seen.error, undefined, `${String(stdout)}${String(stderr)}`);
        assert.match((seen.diagnostics ?? []).join('\n'), /redundant-route|redundant route/);
        assert.match(seen.hover ?? '', /10\.0\.0\.0\/16/);
        assert.ok(seen.completion?.includes('on-prem') && seen.completion.includes('rfc1918'));
        assert.match(seen.text ?? '', /prefix-list cellar = 10\.0\.0\.0\/16\n/);
        assert.match(seen.text ?? '', /route cellar +via vpc\nroute 172\.31\.5\.0\/24 via vpc\n?$/);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
});
