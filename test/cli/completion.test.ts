import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { commandDefinitions } from '../../server/cli/commands/index';
import { completionScript } from '../../server/cli/completion';
import { notProven } from '../not-proven';

const rules = ['host-bits', 'redundant-route', 'reserved-destination'];

/** What bash offers for each incomplete command line; all in one bash, in a folder with some files. */
function inBash(lines: readonly string[]): string[][] {
  const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-completion-'));
  try {
    mkdirSync(path.join(folder, 'policies'));
    for (const name of ['on prem.nbroute', 'net.nbroute', 'routes.txt'])
      writeFileSync(path.join(folder, name), '');
    const asks = lines.map(
      (line) =>
        `COMP_WORDS=(${line}) COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _nbroute; printf '%s\\n' "\${COMPREPLY[@]-}" --`,
    );
    const script = `set -u\n${completionScript('bash', { commands: commandDefinitions, rules })}\n${asks.join('\n')}\n`;
    const { stdout, stderr } = spawnSync('bash', ['--norc'], {
      cwd: folder,
      input: script,
      encoding: 'utf8',
    });
    assert.strictEqual(stderr, '');
    return stdout
      .split('--\n')
      .slice(0, -1)
      .map((part) =>
        part
          .split('\n')
          .filter((each) => each !== '')
          .sort(),
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('completion in bash', () => {
  before(function () {
    if (spawnSync('bash', ['--version']).status !== 0)
      notProven(this, 'completion in bash', 'there is no bash');
  });

  it('offers commands, options, their words, rules and files', () => {
    const cases: [line: string, offers: string[]][] = [
      ['nbroute com', ['compile', 'completion']],
      ['nbroute ""', ['help', 'version', ...commandDefinitions.map(({ name }) => name)].sort()],
      ['nbroute --', ['--help', '--version']],
      ['nbroute check --fo', ['--format']],
      ['nbroute check --format ""', ['github', 'gitlab', 'json', 'junit', 'sarif', 'text']],
      ['nbroute check --format = ji', []],
      ['nbroute check --format = ju', ['junit']],
      ['nbroute check ""', ['net.nbroute', 'on prem.nbroute', 'policies']],
      ['nbroute check net.nbroute o', ['on prem.nbroute']],
      ['nbroute import r', ['routes.txt']],
      ['nbroute compile net.nbroute -o r', ['routes.txt']],
      ['nbroute compile net.nbroute --to cloud', ['cloudformation', 'cloudformation-json']],
      ['nbroute verify net.nbroute --seed ""', []],
      ['nbroute explain re', ['redundant-route', 'reserved-destination']],
      ['nbroute completion ""', ['bash', 'fish', 'zsh']],
      ['nbroute help ex', ['explain']],
      ['nbroute nothing ""', []],
    ];
    const offered = inBash(cases.map(([line]) => line));
    assert.deepStrictEqual(
      offered.map((offers, index) => [cases[index][0], offers]),
      cases.map(([line, offers]) => [line, offers]),
    );
  });
});
