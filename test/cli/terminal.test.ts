import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { terminalOf } from '../../server/cli/terminal';
import { root } from '../fixture';
import { notProven } from '../not-proven';

describe('the terminal', () => {
  const tty = { isTTY: true, columns: 72 };

  it('gets colours unless it or the user does not want any', () => {
    const colour = (stream: { isTTY?: boolean }, environment: Record<string, string>) =>
      terminalOf(stream, environment, 'linux').colour;
    assert.deepStrictEqual(
      [
        colour(tty, {}),
        colour({}, {}),
        colour({ isTTY: false }, {}),
        colour(tty, { NO_COLOR: '1' }),
        colour(tty, { NO_COLOR: '' }),
        colour(tty, { TERM: 'dumb' }),
        colour({}, { FORCE_COLOR: '1' }),
        colour(tty, { FORCE_COLOR: '0' }),
        colour({}, { FORCE_COLOR: '' }),
        colour(tty, { FORCE_COLOR: '1', NO_COLOR: '1' }),
      ],
      [true, false, false, false, true, false, true, false, false, true],
    );
  });

  it('has its own width, or that of COLUMNS', () => {
    const width = (stream: object, environment: Record<string, string>) =>
      terminalOf(stream, environment, 'linux').width;
    assert.deepStrictEqual(
      [
        width(tty, {}),
        width({}, {}),
        width(tty, { COLUMNS: '100' }),
        width({}, { COLUMNS: '100' }),
        width({ isTTY: true, columns: 0 }, {}),
        width(tty, { COLUMNS: '0' }),
        width(tty, { COLUMNS: '-5' }),
        width(tty, { COLUMNS: 'x' }),
      ],
      [72, undefined, 100, 100, undefined, 72, 72, 72],
    );
  });

  it('gets Unicode if its locale has it; a file and Windows always do', () => {
    const unicode = (stream: object, environment: Record<string, string>, platform = 'linux') =>
      terminalOf(stream, environment, platform).unicode;
    assert.deepStrictEqual(
      [
        unicode(tty, { LANG: 'en_US.UTF-8' }),
        unicode(tty, { LANG: 'C.utf8' }),
        unicode(tty, { LANG: 'C' }),
        unicode(tty, {}),
        unicode(tty, { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }),
        unicode(tty, { LC_ALL: '', LC_CTYPE: 'UTF-8' }),
        unicode({}, { LANG: 'C' }),
        unicode(tty, {}, 'win32'),
      ],
      [true, true, false, false, false, true, true, true],
    );
  });

  describe('a terminal of this machine', () => {
    let folder = '';
    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'nbroute-tty-'));
      const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
      writeFileSync(path.join(folder, 'a.nbroute'), `${network}route 10.0.0.0/8 via vpc # 東京\n`);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs a command on a new terminal, with script(1). */
    function onTerminal(
      context: Mocha.Context,
      command: string,
      environment: Record<string, string>,
    ): string {
      const cli = `'${process.execPath}' '${path.join(root, 'dist/cli.js')}'`;
      const { stdout, error, status } = spawnSync(
        'script',
        ['--quiet', '--return', '--command', `stty cols 60; ${cli} ${command}`, '/dev/null'],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], TERM: 'xterm', SHELL: '/bin/sh', ...environment },
          timeout: 600_000,
        },
      );
      if (error || status === null || status > 1)
        notProven(context, 'text on a real terminal', 'script(1) is not there');
      return stdout;
    }

    it('shows colours and Unicode, or neither', function () {
      const lookup = 'diff a.nbroute a.nbroute; true';
      assert.match(onTerminal(this, lookup, { LANG: 'C.UTF-8' }), /^a\.nbroute → a\.nbroute/);
      assert.match(onTerminal(this, lookup, { LANG: 'C' }), /^a\.nbroute -> a\.nbroute/);
      const check = 'check a.nbroute --rule untested-route=warning';
      const coloured = onTerminal(this, check, { LANG: 'C.UTF-8' });
      assert.match(coloured, /\u001b\[1;33mwarning\[untested-route\]\u001b\[0m/);
      assert.match(coloured, /東京/);
      const bare = onTerminal(this, check, { LANG: 'C', NO_COLOR: '1' });
      assert.match(bare, /^[\x0a\x0d\x20-\x7e]*$/);
      assert.match(bare, /# \?{4}/);
    });

    it('has its own width', function () {
      const long = Array.from({ length: 40 }, (_, i) => `10.${i}.0.0/16`).join(', ');
      writeFileSync(path.join(folder, 'long.nbroute'), `route ${long}, 10/8 via direct\n`);
      const lines = onTerminal(this, 'check long.nbroute', { LANG: 'C.UTF-8', NO_COLOR: '1' }).split(/\r?\n/);
      const shown = lines.filter((line) => /^1 \| /.test(line));
      assert.ok(shown.length > 0 && shown.every((line) => line.length <= 60), shown.join('\n'));
    });
  });
});
