import * as assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { usageOf } from '../../server/cli/command-definition';
import { commandDefinitions } from '../../server/cli/commands/index';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { internetPolicy } from '../random-policy';
import { until } from '../until';
import { runs, share } from '../volume';
import { nbroute, spawnNbroute, type CommandResult } from './run';

const network = 'vpc    172.31.0.0/16\nsubnet 172.31.64.0/20\n';

describe('the command line', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'nbroute-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string | Buffer): string => {
    const where = path.join(folder, name);
    mkdirSync(path.dirname(where), { recursive: true });
    writeFileSync(where, text);
    return where;
  };

  it('runs from dist alone, without installed packages', () => {
    cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
    const { code, out } = spawnNbroute(['check', path.join(root, 'samples/blog.nbroute')], {
      cwd: folder,
      program: path.join(folder, 'dist/cli.js'),
    });
    assert.deepStrictEqual([code, out], [0, '1 file: no findings\n']);
  });

  describe('check', () => {
    it('reports a script that is too large for AWS with any number of routes, as compile does', async () => {
      const many = file('many.nbroute', internetPolicy(3000, 1));
      const { code, out } = await nbroute(['check', many]);
      assert.match(out, /error\[script-size\]: the script has [\d,]+ bytes with 3,001 routes/);
      assert.strictEqual(code, 1);
      assert.strictEqual((await nbroute(['compile', many, '--to', 'script'])).code, 1);
    });

    it('still shows the table of a policy whose script is too large', async () => {
      const many = file('large.nbroute', internetPolicy(1980, 1));
      assert.match((await nbroute(['check', many])).out, /error\[script-size\]/);
      assert.strictEqual((await nbroute(['table', many])).code, 0);
      assert.strictEqual((await nbroute(['lookup', many, '10.0.0.1'])).code, 0);
    });

    it('exits with 0, 1 and 2 as documented', async () => {
      const warned = file('a.nbroute', `${network}route 10.0.0.0/8 via vpc\nroute 10.1.0.0/16 via vpc\n`);
      assert.strictEqual((await nbroute(['check', warned])).code, 0);
      assert.strictEqual((await nbroute(['check', warned, '--fail-on', 'warning'])).code, 1);
      assert.strictEqual((await nbroute(['check', warned, '--rule', 'redundant-route=error'])).code, 1);
      assert.strictEqual(
        (
          await nbroute([
            'check',
            warned,
            '--fail-on',
            'warning',
            '--rule',
            'redundant-route=off',
            '--rule=unused-list=off',
          ])
        ).code,
        0,
      );
      assert.strictEqual((await nbroute(['check', file('b.nbroute', 'route 10/8 via vpc\n')])).code, 1);
      for (const args of [
        [],
        ['check'],
        ['nonsense'],
        ['check', '--nonsense'],
        ['check', warned, '--rule', 'x=error'],
        ['check', warned, '--rule', 'redundant-route=off=x'],
        ['check', warned, '--rule', 'redundant-route'],
        ['check', warned, '--fail-on', 'x'],
      ])
        assert.strictEqual((await nbroute(args)).code, 2, args.join(' '));
    });

    it('names nbroute.json with line and column, once for all policies, in every format', async () => {
      for (const name of ['a.nbroute', 'b.nbroute']) file(name, 'route 10.0.0.0/8 via direct\n');
      const config = file(
        'nbroute.json',
        '{\n  "rules": {"redundant-route": "loud", "redundant-route": "off"}\n}',
      );
      const located: Readonly<Record<string, string>> = {
        text: 'nbroute.json:2:32: error[unknown-value]:',
        json: '"path":"nbroute.json","findings":[{"rule":"repeated-name"',
        sarif: '"artifactLocation":{"uri":"nbroute.json","index":2}',
        github: '::error file=nbroute.json,line=2,endLine=2,col=32,endColumn=38,',
        junit: 'name="unknown-value (line 2, column 32)" file="nbroute.json" line="2"',
        gitlab: '"location":{"path":"nbroute.json","lines":{"begin":2,"end":2}}',
      };
      for (const [format, location] of Object.entries(located)) {
        const { code, out } = await nbroute(['check', '.', '--format', format], folder);
        assert.ok(out.includes(location), out);
        assert.doesNotMatch(out, /`nbroute\.json` has no effect/);
        assert.strictEqual(code, 1);
      }
      const text = (await nbroute(['check', '.', '--rule', 'redundant-route=off'], folder)).out;
      assert.match(text, /3 files: 1 error, 1 warning\n$/);
      // A clean one is not listed.
      writeFileSync(config, '{}');
      assert.match((await nbroute(['check', '.'], folder)).out, /\n2 files: 2 warnings\n$/);
      writeFileSync(config, '{"rules": {"nonsense": "off"}}');
      const options = ['--rule', 'redundant-route=off', '--fail-on', 'warning'];
      assert.strictEqual((await nbroute(['check', '.', ...options], folder)).code, 1);
      assert.strictEqual(
        (await nbroute(['check', '.', ...options, '--rule', 'unknown-rule=off'], folder)).code,
        0,
      );
    });

    it('is not compiled while its nbroute.json has an error', async () => {
      file('a.nbroute', 'route 10.0.0.0/8 via direct\n');
      file('nbroute.json', '{\n  "rule": {}\n}');
      const { code, err } = await nbroute(['compile', 'a.nbroute', '--to', 'script'], folder);
      assert.strictEqual(code, 1);
      assert.match(
        err,
        /a\.nbroute:1:1: error\[unreadable-file\]: `nbroute\.json` has no effect: unknown key `rule`/,
      );
      assert.match(err, /= nbroute\.json:2:3: unknown key/);
    });

    it('reports in one line why a file cannot be read', async () => {
      const { code, err } = await nbroute(['check', path.join(folder, 'none.nbroute')]);
      assert.strictEqual(code, 2);
      assert.match(err, /^nbroute: .*none\.nbroute cannot be read: no such file or folder\n$/);
      assert.match((await nbroute(['table', folder])).err, /^nbroute: .* cannot be read: it is a folder\n$/);
      if (process.getuid?.() !== 0) {
        const secret = file('secret.nbroute', '');
        chmodSync(secret, 0);
        assert.match((await nbroute(['check', secret])).err, /permission denied/);
      }
    });

    it('searches folders in order, except node_modules, dot folders and links', async () => {
      for (const name of ['b/z.nbroute', 'a.nbroute', 'node_modules/x.nbroute', '.git/y.nbroute', 'note.txt'])
        file(name, '');
      symlinkSync(folder, path.join(folder, 'b/loop'));
      const report = JSON.parse((await nbroute(['check', folder, '--format', 'json'])).out) as {
        files: { path: string; findings: unknown[] }[];
      };
      assert.deepStrictEqual(
        report.files.map((each) => path.relative(folder, each.path)),
        ['a.nbroute', 'b/z.nbroute'],
      );
    });

    it('prints JSON in the documented shape, including clean files', async () => {
      const bad = file('bad.nbroute', `${network}route 10.0.0.0/8 via vpc\nroute 10.1.0.0/16 via vpc\n`);
      const good = file('good.nbroute', network);
      const { out } = await nbroute(['check', bad, good, '--format', 'json']);
      assert.deepStrictEqual(JSON.parse(out), {
        version: 1,
        files: [
          {
            path: bad,
            findings: [
              {
                rule: 'redundant-route',
                severity: 'warning',
                message: 'redundant route: `10.0.0.0/8` covers `10.1.0.0/16` with the same action',
                start: { line: 4, column: 7, offset: 74 },
                end: { line: 4, column: 18, offset: 85 },
                fixable: true,
                related: [
                  {
                    path: bad,
                    start: { line: 3, column: 7, offset: 49 },
                    end: { line: 3, column: 17, offset: 59 },
                    message: '`10.0.0.0/8 via vpc`',
                  },
                ],
              },
            ],
          },
          { path: good, findings: [] },
        ],
        summary: { error: 0, warning: 1, information: 0, hint: 0 },
      });
    });

    it('applies unambiguous fixes in place, but removes nothing while errors remain', async () => {
      const routes = 'route 10/8 via vpc # short\nroute 10.1.0.0/16 via vpc\n';
      const mixed = file('mixed.nbroute', `${network}${routes}route 10.0.3.4/16 unreachable\n`);
      const clean = file('clean.nbroute', `${network}${routes}`);
      await nbroute(['check', '--fix', mixed, clean]);
      assert.strictEqual(
        readFileSync(mixed, 'utf8'),
        `${network}route 10.0.0.0/8 via vpc # short\nroute 10.1.0.0/16 via vpc\nroute 10.0.3.4/16 unreachable\n`,
      );
      assert.strictEqual(readFileSync(clean, 'utf8'), `${network}route 10.0.0.0/8 via vpc # short\n`);
      assert.deepStrictEqual(readdirSync(folder).sort(), ['clean.nbroute', 'mixed.nbroute']);
    });

    it('applies no fixes to standard input, which it could write nowhere', () => {
      const { code, out, err } = spawnNbroute(['check', '--fix', '-'], { input: 'route 10/8 unreachable\n' });
      assert.deepStrictEqual(
        [code, out, err],
        [2, '', 'nbroute: standard input cannot be fixed; name files or folders\n'],
      );
    });

    it('reports what it fixed, and why it left the rest', async () => {
      const { err } = await nbroute([
        'check',
        '--fix',
        file(
          'mixed.nbroute',
          `${network}route 10/8 via vpc\nroute 10.1.0.0/16 via vpc\nroute 10.0.3.4/16 unreachable\n`,
        ),
        file('clean.nbroute', `${network}route 10.0.0.0/16, 10.0.0.0/8, 172.16.0.0/12 via vpc\n`),
      ]);
      assert.strictEqual(
        err.replaceAll(`${folder}/`, ''),
        `mixed.nbroute: made 1 fix
  line 3: \`10/8\` is now \`10.0.0.0/8\`
mixed.nbroute: left 3 diagnostics: 1 to remove once there are no errors, 1 with a fix that changes the policy's meaning, 1 without a fix
clean.nbroute: made 1 fix
  line 3: removed \`10.0.0.0/16,\`
clean.nbroute: left 3 diagnostics: 1 with a fix that changes the policy's meaning, 2 without a fix
`,
      );
    });

    it('fails for a path without policies', async () => {
      const { code, out, err } = await nbroute(['check', folder]);
      assert.deepStrictEqual([code, out, err], [2, '', `nbroute: ${folder} has no policies (*.nbroute)\n`]);
      const elsewhere = path.join(folder, '.elsewhere');
      mkdirSync(elsewhere);
      writeFileSync(path.join(elsewhere, 'a.nbroute'), network);
      symlinkSync(path.join(elsewhere, 'a.nbroute'), path.join(folder, 'link.nbroute'));
      symlinkSync(elsewhere, path.join(folder, 'links'));
      assert.strictEqual(
        (await nbroute(['check', folder])).err,
        `nbroute: ${folder} has no policies (*.nbroute); links in a folder are not followed\n`,
      );
      for (const link of ['link.nbroute', 'links'])
        assert.strictEqual((await nbroute(['check', path.join(folder, link)])).code, 0, link);
      assert.strictEqual((await nbroute(['format', folder])).code, 2);
    });

    it('rejects another severity for a rule whose severity is fixed', async () => {
      const { code, err } = await nbroute([
        'check',
        '--rule',
        'syntax-error=off',
        file('a.nbroute', network),
      ]);
      assert.strictEqual(code, 2);
      assert.match(err, /^nbroute: --rule syntax-error: its severity is fixed; /);
    });

    it('repeats the check whenever a file that it read changes', async () => {
      const shared = file('lists.nbroute', 'prefix-list office = 10.0.0.0/16\n');
      const policy = file('watched.nbroute', `include "lists.nbroute"\n${network}route office via vpc\n`);
      const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'check', '--watch', policy]);
      try {
        let out = '';
        let watching = 0;
        child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
        child.stderr
          .setEncoding('utf8')
          .on('data', (text: string) => (watching += text.includes('watching') ? 1 : 0));
        await until('the first report', () => watching === 1);
        assert.strictEqual(out, '1 file: no findings\n');
        // A new file in the folder was not read; a replaced list file was.
        writeFileSync(path.join(folder, 'notes.txt'), 'nothing');
        const next = file('next', 'prefix-list office = 10.0.0.0/33\n');
        renameSync(next, shared);
        await until('the second report', () => watching === 2);
        assert.match(out, /^1 file: no findings\n[^]*length `33`[^]*1 file: 1 error\n$/);
        writeFileSync(shared, 'prefix-list office = 10.0.0.0/24\n');
        // It may be read while it is empty, before it is written: then one more report follows.
        await until(
          'the report of no findings',
          () => watching >= 3 && out.endsWith('1 file: no findings\n'),
        );
      } finally {
        child.kill();
      }
      assert.match((await nbroute(['check', '--watch', '-'])).err, /standard input cannot be watched/);
    });

    it('shows the line, the caret and the related line', async () => {
      const bad = file('bad.nbroute', `${network}route 10.0.0.0/8 via vpc\nroute 10.1.0.0/16 via vpc\n`);
      assert.strictEqual(
        (await nbroute(['check', path.basename(bad)], folder)).out,
        `bad.nbroute:4:7: warning[redundant-route]: redundant route: \`10.0.0.0/8\` covers \`10.1.0.0/16\` with the same action
4 | route 10.1.0.0/16 via vpc
  |       ^^^^^^^^^^^
3 | route 10.0.0.0/8 via vpc
  |       ---------- \`10.0.0.0/8 via vpc\`
  = fix: Remove \`10.1.0.0/16\`

1 file: 1 warning
`,
      );
    });

    it('answers bad input with diagnostics, never with a crash', async () => {
      const texts: readonly (readonly [string, string | Buffer, number])[] = [
        ['empty', '', 0],
        ['comments', '# nothing\n\n#', 0],
        ['bom', '\uFEFFpolicy a\r\n', 0],
        ['crlf', `${network}route 10.0.0.0/16 via vpc\n`.replace(/\n/g, '\r\n'), 0],
        ['nul', 'policy a\0b\nroute \0 via direct\n', 1],
        ['no vpc', 'route 10.0.0.0/16 via vpc\n', 1],
        ['escapes', 'policy \u001b[31mred\u0007\n', 1],
        ['one long line', `route ${'10.0.0.0/8, '.repeat(runs(80_000))}10.0.0.0/8 via direct\n`, 0],
        ['many errors', 'nonsense\n'.repeat(2000), 1],
      ];
      for (const [name, text, code] of texts) {
        const result = await nbroute(['check', file(`${name}.nbroute`, text)]);
        assert.strictEqual(result.code, code, `${name}: ${result.out.slice(0, 400)} ${result.err}`);
        assert.strictEqual(result.err, '', name);
        assert.doesNotMatch(result.out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/, name);
        if (name === 'many errors') assert.match(result.out, /1,000 more diagnostics not shown/);
      }
      const foreign = await nbroute(['check', file('latin.nbroute', Buffer.from([0x72, 0xff, 0xfe, 0x0a]))]);
      assert.deepStrictEqual([foreign.code, foreign.out], [2, '']);
      assert.match(foreign.err, /cannot be read: not UTF-8: byte 0xFF at offset 1/);
    });
  });

  describe('compile', () => {
    it('writes a file completely or not at all', async () => {
      const out = path.join(folder, 'out.sh');
      assert.strictEqual(
        (await nbroute(['compile', 'samples/blog.nbroute', '--to', 'script', '-o', out])).code,
        0,
      );
      const text = readFileSync(out, 'utf8');
      assert.ok(text.startsWith('#!/bin/bash\n') && text.includes('10.0.0.0/16'));
      const bad = file('bad.nbroute', 'route 10/8 via vpc\n');
      const { code, err } = await nbroute(['compile', bad, '--to', 'script', '-o', out]);
      assert.strictEqual(code, 1);
      assert.match(err, /invalid-prefix/);
      assert.strictEqual(readFileSync(out, 'utf8'), text);
      const nowhere = await nbroute([
        'compile',
        'samples/blog.nbroute',
        '--to',
        'script',
        '-o',
        path.join(folder, 'no/such/out.sh'),
      ]);
      assert.strictEqual(nowhere.code, 2);
      assert.match(nowhere.err, /^nbroute: .*out\.sh cannot be written: no such file or folder\n$/);
      const isFolder = await nbroute(['compile', 'samples/blog.nbroute', '--to', 'script', '-o', folder]);
      assert.strictEqual(isFolder.code, 2);
      assert.ok(!existsSync(path.join(folder, 'no')));
      assert.deepStrictEqual(readdirSync(folder).sort(), ['bad.nbroute', 'out.sh']);
      assert.ok(
        !readdirSync(path.dirname(folder)).some((name) => name.startsWith(`.${path.basename(folder)}`)),
      );
    });

    it('writes the same from standard input, without escapes for a terminal', async () => {
      const source = readFileSync(path.join(root, 'samples/blog.nbroute'), 'utf8');
      assert.strictEqual(
        spawnNbroute(['compile', '-', '--to', 'script'], { input: source }).out,
        (await nbroute(['compile', 'samples/blog.nbroute', '--to', 'script'])).out,
      );
    });
  });

  describe('the streams of the command line', () => {
    /** Runs a command line in a shell. */
    const shell = (script: string): CommandResult => {
      const command = `nbroute() { '${process.execPath}' '${path.join(root, 'dist/cli.js')}' "$@"; }\n${script}`;
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
        cwd: folder,
        encoding: 'utf8',
      });
      return { code: status, out: stdout, err: stderr };
    };
    const many = `${network}${Array.from({ length: 1000 }, (_, i) => `route 10.${i >> 8}.${i & 255}.0/24, 10/8 via vpc\n`).join('')}`;
    before(function () {
      if (process.platform !== 'linux')
        notProven(this, 'streams that cannot be written', 'they are made by bash and Linux');
    });

    it('may be closed early by a reader, without effect on the exit code', () => {
      file('many.nbroute', many);
      const { out, err, code } = shell('nbroute check many.nbroute | head -n 1; exit "${PIPESTATUS[0]}"');
      assert.deepStrictEqual([code, err, out.split('\n').length], [1, '', 2]);
      file('fine.nbroute', many.replaceAll(', 10/8', ''));
      const fine = shell('nbroute table fine.nbroute | head -n 1; exit "${PIPESTATUS[0]}"');
      assert.deepStrictEqual(fine, { code: 0, out: 'Kernel IP routing table\n', err: '' });
      assert.strictEqual(shell('nbroute check many.nbroute nothing 2>&1 >/dev/full | head -n 1').code, 0);
    });

    it('has everything in a file, and in a pipe that a writer must not wait for', () => {
      file('many.nbroute', many);
      const { code, out } = spawnNbroute(['check', 'many.nbroute'], { cwd: folder });
      assert.ok(out.length > 2 * 65_536, 'more than a pipe takes');
      assert.deepStrictEqual(shell('nbroute check many.nbroute > all.txt; cat all.txt; exit "$?"').out, out);
      // dd leaves the pipe's end nonblocking.
      const piped = shell(
        '{ dd if=/dev/null oflag=nonblock status=none; nbroute check many.nbroute; } | cat; exit "${PIPESTATUS[0]}"',
      );
      assert.deepStrictEqual(piped, { code, out, err: '' });
    });

    it('may be full, a device, a link or a folder, each of which is reported or written to', () => {
      file('a.nbroute', network);
      const full = shell('nbroute table a.nbroute > /dev/full');
      assert.strictEqual(full.code, 2);
      assert.match(full.err, /^nbroute: standard output cannot be written: ENOSPC/);
      const device = shell('nbroute compile a.nbroute --to script -o /dev/full');
      assert.deepStrictEqual([device.code, device.out], [2, '']);
      assert.match(device.err, /^nbroute: \/dev\/full cannot be written: no space left on the device\n$/);
      assert.ok(statSync('/dev/full').isCharacterDevice());
      const piped = shell('nbroute compile a.nbroute --to script -o /dev/stdout | cat');
      assert.match(piped.out, /^#!\/bin\/bash\n/);
      symlinkSync('real.sh', path.join(folder, 'link.sh'));
      file('real.sh', 'old');
      assert.strictEqual(shell('nbroute compile a.nbroute --to script -o link.sh').code, 0);
      assert.ok(lstatSync(path.join(folder, 'link.sh')).isSymbolicLink());
      for (const command of share(['check -', 'import', 'lookup a.nbroute -', 'table -']))
        assert.deepStrictEqual(shell(`nbroute ${command} < .`), {
          code: 2,
          out: '',
          err: 'nbroute: standard input cannot be read: it is a folder\n',
        });
    });

    it('never pass terminal escapes from a name to a terminal', async () => {
      const name = '\u001b[2J\u009b31m\n::error::x\u202e.nbroute';
      file(name, 'route 10/8 via vpc\n');
      for (const args of [
        ['check', name],
        ['check', '--format', 'github', name],
        ['table', name],
        ['compile', name, '--to', 'script'],
        ['lookup', name, '10.0.0.1'],
        ['import', name],
        ['diff', name, name],
        ['check', `none${name}`],
        ['explain', name],
        [name],
        ['check', `--${name}`],
        ['check', '--rule', `${name}=off`, name],
        ['help', name],
      ]) {
        const { out, err } = await nbroute(args, folder);
        assert.doesNotMatch(
          `${out}${err}`,
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
          args[0],
        );
        assert.doesNotMatch(`${out}${err}`, /^::error::x/m, args[0]);
        assert.ok(`${out}${err}` !== '', args[0]);
      }
    });
  });

  it('explains an empty operand, which a variable that is not set becomes', async () => {
    const good = file('good.nbroute', network);
    for (const args of [
      ['check', good, ''],
      ['format', '', '--check'],
      ['lookup', good, ''],
      ['explain', ''],
    ])
      assert.deepStrictEqual(await nbroute(args), {
        code: 2,
        out: '',
        err: `nbroute: an operand of ${args[0]} is empty; remove it, or set the variable in its place\n`,
      });
    for (const [option, ...args] of [
      ['output', 'compile', good, '--to', 'script', '-o', ''],
      ['output', 'import', good, '-o', ''],
      ['from', 'fleet', good, '--from', ''],
    ])
      assert.deepStrictEqual(await nbroute(args), {
        code: 2,
        out: '',
        err: `nbroute: the file name of --${option} is empty; set the variable in its place\n`,
      });
  });

  it('takes no operands for the language server', async () => {
    assert.deepStrictEqual(await nbroute(['lsp', '--stdio', 'x']), {
      code: 2,
      out: '',
      err: 'nbroute: lsp takes no operands, not "x"\n',
    });
  });

  describe('table', () => {
    it('is JSON in the documented shape', async () => {
      const { out } = await nbroute(['table', 'samples/blog.nbroute', '--format', 'json']);
      const table = JSON.parse(out) as { readonly routes: readonly Record<string, unknown>[] };
      assert.deepStrictEqual(
        { ...table, routes: table.routes.slice(0, 2) },
        {
          version: 1,
          policy: 'Route10CidrThroughVPC',
          interfaces: {
            direct: { name: 'eth0', gateway: null },
            vpc: { name: 'eth2', gateway: '172.31.64.1' },
          },
          routes: [
            {
              destination: '0.0.0.0/0',
              type: 'unicast',
              target: 'direct',
              gateway: null,
              interface: 'eth0',
              origin: 'system',
              path: null,
              line: null,
            },
            {
              destination: '10.0.0.0/16',
              type: 'unicast',
              target: 'vpc',
              gateway: '172.31.64.1',
              interface: 'eth2',
              origin: 'policy',
              path: 'samples/blog.nbroute',
              line: 10,
            },
          ],
        },
      );
    });

    it('is for another subnet if requested', async () => {
      const { out } = await nbroute(['table', 'samples/vpc-only.nbroute', '--subnet', '10.20.2.0/24']);
      assert.match(out, /10\.20\.2\.1/);
      assert.doesNotMatch(out, /10\.20\.1\./);
      assert.strictEqual(
        (await nbroute(['table', 'samples/vpc-only.nbroute', '--subnet', '10.20.3.0/24'])).code,
        2,
      );
    });
  });

  describe('lookup', () => {
    it('answers for a policy whose expectation fails, and not for one that is unresolved', async () => {
      const failing = file(
        'failing.nbroute',
        `${network}route 10.0.0.0/16 via vpc\nexpect 10.0.0.1 via direct\n`,
      );
      const { code, out, err } = await nbroute(['lookup', failing, '10.0.0.1']);
      assert.deepStrictEqual([code, err], [0, '']);
      assert.match(out, /^10\.0\.0\.1 is routed via vpc$/m);
      assert.match((await nbroute(['table', failing])).out, /^10\.0\.0\.0 +172\.31\.64\.1 /m);
      assert.strictEqual((await nbroute(['verify', failing])).code, 1);
      for (const wrong of [
        'route 10.0.0.0/16 via vpn',
        'route 10.0.0.0/8 via vpc\nroute 10.0.0.0/8 unreachable',
      ]) {
        const unresolved = file('unresolved.nbroute', `${network}${wrong}\n`);
        for (const args of [
          ['table', unresolved],
          ['lookup', unresolved, '10.0.0.1'],
        ]) {
          const result = await nbroute(args);
          assert.deepStrictEqual([result.code, result.out], [1, ''], args[0]);
          assert.match(result.err, /so the table is unresolved: see nbroute check$/m);
        }
      }
    });

    it('is JSON in the documented shape, with a split prefix in exact parts', async () => {
      const { out } = await nbroute([
        'lookup',
        'samples/blog.nbroute',
        '10.0.3.4',
        '10.0.0.0/15',
        '2001:db8::1',
        '--format',
        'json',
      ]);
      interface Report {
        readonly version: number;
        readonly results: readonly {
          readonly query: string;
          readonly parts: readonly {
            readonly range: string;
            readonly route: { readonly destination: string } | null;
            readonly candidates: readonly unknown[];
          }[];
        }[];
      }
      const report = JSON.parse(out) as Report;
      assert.strictEqual(report.version, 1);
      assert.deepStrictEqual(
        report.results.map(({ query, parts }) => [
          query,
          parts.map(({ range, route, candidates }) => [range, route?.destination ?? null, candidates.length]),
        ]),
        [
          ['10.0.3.4', [['10.0.3.4/32', '10.0.0.0/16', 2]]],
          [
            '10.0.0.0/15',
            [
              ['10.0.0.0/16', '10.0.0.0/16', 2],
              ['10.1.0.0/16', '0.0.0.0/0', 1],
            ],
          ],
          ['2001:db8::1', [['2001:db8::1/128', null, 0]]],
        ],
      );
    });

    it('answers every query on standard input, and names the lines that it cannot read', () => {
      const queries = '10.0.3.4\n10.0.3.4/16 # both\n\n8.8.8.8, 10.0.300.1\nnothing\n';
      const { out, err, code } = spawnNbroute(['lookup', 'samples/blog.nbroute', '-'], {
        input: queries,
      });
      assert.deepStrictEqual(out.match(/^\S+ is routed via \w+/gm), [
        '10.0.3.4 is routed via vpc',
        '8.8.8.8 is routed via direct',
      ]);
      assert.deepStrictEqual(
        err.match(/standard input:\d+/g),
        [2, 4, 5].map((line) => `standard input:${line}`),
      );
      assert.strictEqual(code, 1);
    });
  });

  it('recognises operands in the wrong order', async () => {
    const policy = file('net.nbroute', network);
    const dump = file('table.txt', '10.0.0.0/8 via 172.31.64.1 dev eth2\n');
    for (const [args, right] of [
      [['lookup', '10.0.0.1', policy], `nbroute lookup ${policy} 10.0.0.1`],
      [['diff', dump, policy], `nbroute diff ${policy} ${dump}`],
    ] as const)
      assert.deepStrictEqual(await nbroute(args), {
        code: 2,
        out: '',
        err: `nbroute: the policy comes first: ${right}\n`,
      });
  });

  it('explains every rule as its page does', async () => {
    const page = readFileSync(path.join(root, 'server/rules/README.md'), 'utf8');
    const { out, code } = await nbroute(['explain', 'host-bits']);
    assert.strictEqual(code, 0);
    for (const line of out.split('\n').filter((each) => each.length > 40))
      assert.ok(page.includes(line.trim()), line);
    assert.strictEqual((await nbroute(['explain', 'host-bit'])).code, 2);
    assert.match((await nbroute(['explain', 'host-bit'])).err, /did you mean `host-bits`\?/);
  });

  it('prints help', async () => {
    for (const command of commandDefinitions)
      for (const args of [
        [command.name, '--help'],
        ['help', command.name],
      ]) {
        const { code, out, err } = await nbroute(args);
        const usage = `Usage: nbroute ${usageOf(command)}`;
        assert.deepStrictEqual([code, out.split('\n', 1)[0], err], [0, usage, '']);
      }
    for (const args of [['--help'], ['help'], ['-h'], ['--version'], ['-V'], ['version']])
      assert.strictEqual((await nbroute(args)).code, 0);
    assert.strictEqual((await nbroute([])).code, 2);
    assert.match((await nbroute(['help', 'nothing'])).err, /^nbroute: unknown command "nothing"/);
    assert.deepStrictEqual(await nbroute(['chek']), {
      code: 2,
      out: '',
      err: 'nbroute: unknown command "chek"; did you mean "check"?\n',
    });
  });
});
