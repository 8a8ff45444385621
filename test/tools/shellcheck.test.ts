import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { emit } from '../../server/emit/emit';
import { planOf } from '../../server/emit/plan';
import { sizeOfScript } from '../../server/emit/script/script';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { unpacked } from '../emit/unpacked';
import { internetPolicy, modelOfFiles, modelOfText, randomUnit } from '../random-policy';

describe('shellcheck, without directives,', function () {
  let folder = '';
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'nbroute-shellcheck-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const checked = (files: readonly string[], shell: readonly string[]): string => {
    const { error, stdout, stderr } = spawnSync('shellcheck', [...shell, ...files], { encoding: 'utf8' });
    if (error) throw error;
    return `${stdout}${stderr}`;
  };
  const isThere = (): boolean => spawnSync('shellcheck', ['--version']).error === undefined;

  it("has no warnings about the script's templates", function () {
    if (!isThere()) notProven(this, 'shellcheck accepts templates', 'Debian package shellcheck is missing');
    const templates = path.join(root, 'server/emit/script');
    const files = readdirSync(templates).filter((name) => name.endsWith('.sh'));
    assert.ok(files.length > 1);
    assert.strictEqual(
      checked(
        files.map((name) => path.join(templates, name)),
        ['-S', 'warning'],
      ),
      '',
    );
  });

  it('has no warnings about the goldens', function () {
    if (!isThere()) notProven(this, 'shellcheck accepts the scripts', 'Debian package shellcheck is missing');
    const goldens = path.join(root, 'test/emit/goldens');
    const files = readdirSync(goldens).filter((name) => name.endsWith('.sh'));
    const [commands, scripts] = [true, false].map((isCommands) =>
      files
        .filter((name) => /\.(commands|undo)\.sh$/.test(name) === isCommands)
        .map((name) => path.join(goldens, name)),
    );
    assert.ok(scripts.length > 3);
    const clear = scripts.map((file) => {
      const text = unpacked(readFileSync(file, 'utf8'));
      assert.doesNotMatch(text, /^\s*# shellcheck/m);
      const copy = path.join(folder, `golden-${path.basename(file)}`);
      writeFileSync(copy, text);
      return copy;
    });
    assert.strictEqual(checked(clear, []), '');
    assert.strictEqual(checked(commands, ['-s', 'sh']), '');
  });

  it("has no warnings about 200 random scripts, in every form, with and without a user's script", async function () {
    if (!isThere())
      notProven(this, 'shellcheck accepts random scripts', 'Debian package shellcheck is missing');
    const scripts: string[] = [];
    const commands: string[] = [];
    const packed: string[] = [];
    const seen = new Set<string>();
    const write = (files: string[], name: string, text: string): void => {
      files.push(path.join(folder, name));
      writeFileSync(path.join(folder, name), text);
    };
    for (let seed = 1; seed <= 200; seed++) {
      const { text, files } = await randomUnit(seed);
      const model = await modelOfFiles(text, files);
      const plan = planOf(model);
      seen.add(`${sizeOfScript(plan).form}${plan.onStart ? ' and on-start' : ''}`);
      write(scripts, `${seed}.sh`, unpacked(emit(model, 'script')));
      write(commands, `${seed}.commands.sh`, emit(model, 'commands'));
      write(commands, `${seed}.undo.sh`, emit(model, 'commands', { undo: true }));
    }
    for (const count of [350, 700, 2000]) {
      const model = modelOfText(internetPolicy(count, 1));
      seen.add(sizeOfScript(planOf(model)).form);
      write(scripts, `${count}-routes.sh`, unpacked(emit(model, 'script')));
      write(packed, `${count}-routes.packed.sh`, emit(model, 'script'));
    }
    assert.deepStrictEqual([...seen].sort(), [
      'list',
      'packed',
      'readable',
      'readable and on-start',
      'steps',
    ]);
    assert.strictEqual(checked(scripts, []), '');
    // The packed code uses these variables; it is checked unpacked.
    assert.strictEqual(checked(packed, ['--exclude=SC2034']), '');
    assert.strictEqual(checked(commands, ['-s', 'sh']), '');
  });
});
