import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { completionScript, shells, type Shell } from '../../server/cli/completion';
import { commandDefinitions } from '../../server/cli/commands/index';
import { rules } from '../../server/rules/registry';
import { root } from '../fixture';
import { needsProgram } from '../not-proven';

const ids = rules.map(({ id }) => id);

function run(command: string, args: readonly string[], cwd = root): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.strictEqual(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  assert.strictEqual(stderr, '');
  return stdout;
}

describe('completion scripts in their shells', function () {
  let folder = '';
  const scriptOf = (shell: Shell): string => path.join(folder, shell);
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-shells-'));
    for (const shell of shells)
      writeFileSync(scriptOf(shell), completionScript(shell, { commands: commandDefinitions, rules: ids }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('bash: pass shellcheck', function () {
    needsProgram(this, 'bash completion', 'shellcheck');
    run('shellcheck', ['--shell=bash', scriptOf('bash')]);
  });

  it('fish: offer options, their words, rules and files', function () {
    needsProgram(this, 'fish completion', 'fish');
    const offered = (line: string): string[] =>
      run(
        'fish',
        ['--no-config', '-c', `source ${scriptOf('fish')}; complete -C '${line}'`],
        path.join(root, 'samples'),
      )
        .split('\n')
        .flatMap((each) => (each === '' ? [] : [each.split('\t')[0]]))
        .sort();
    assert.deepStrictEqual(offered('nbroute com'), ['compile', 'completion']);
    assert.deepStrictEqual(offered('nbroute check --format j'), ['json', 'junit']);
    assert.deepStrictEqual(offered('nbroute explain host'), ['host-bits']);
    assert.deepStrictEqual(offered('nbroute compile --mini'), ['--minimise']);
    assert.ok(offered('nbroute check bl').includes('blog.nbroute'));
  });

  it('zsh: load and know the commands', function () {
    needsProgram(this, 'zsh completion', 'zsh');
    run('zsh', ['-n', scriptOf('zsh')]);
    const registered = run('zsh', [
      '-fc',
      `autoload -Uz compinit; compinit -u -D; source ${scriptOf('zsh')}; print $_comps[nbroute] $+functions[_nbroute]`,
    ]);
    assert.strictEqual(registered, '_nbroute 1\n');
  });
});

describe('docs/nbroute.1', () => {
  it('has no warnings by groff', function () {
    needsProgram(this, 'the manual page', 'groff');
    run('groff', ['-man', '-Tutf8', '-ww', '-z', path.join(root, 'docs/nbroute.1')]);
  });
});
