import * as assert from 'node:assert';
import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import type { Run } from '../../server/cli/command';
import { checkCommand } from '../../server/cli/commands/check';
import { compileCommand } from '../../server/cli/commands/compile';
import { formatCommand } from '../../server/cli/commands/format';
import { importCommand } from '../../server/cli/commands/import';
import { tableCommand } from '../../server/cli/commands/table';
import { Failure } from '../../server/cli/failure';
import { mostInputBytes, policyFiles, readFile } from '../../server/cli/input';
import { writeWhole } from '../../server/cli/output';
import { decodedUtf8 } from '../../server/lib/file-text';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { share } from '../volume';

type Values = Parameters<Run>[0]['values'];

/** Runs a command and returns its exit code, as the program would, and all its output. */
async function run(command: Run, positionals: readonly string[], values: Values = {}) {
  let output = '';
  const take = (text: string): Promise<void> => {
    output += text;
    return Promise.resolve();
  };
  const streams = { out: take, err: take, colour: false, width: undefined, unicode: true };
  try {
    return { code: await command({ values, positionals, streams }), output };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: 2, output: output + error.message };
  }
}

/** Runs the program in the folder, with files as its standard input and output. */
function withFiles(args: readonly string[], input: string, output: string, flags: 'a' | 'r+' | 'w') {
  const [stdin, stdout] = [openSync(input, 'r'), openSync(output, flags)];
  try {
    const program = path.join(root, 'dist/cli.js');
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
      stdio: [stdin, stdout, 'pipe'],
      cwd: folder,
      encoding: 'utf8',
    });
    return { code: status, err: stderr };
  } finally {
    closeSync(stdin);
    closeSync(stdout);
  }
}

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'nbroute-')));
  mkdirSync(path.join(folder, '.git'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Buffer): string => {
  const where = path.join(folder, name);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, content);
  return where;
};

const encoded: Readonly<Record<string, (text: string) => Buffer>> = {
  'Latin-1': (text) => Buffer.from(`${text}# caf\u00e9\n`, 'latin1'),
  'Windows-1252': (text) => Buffer.concat([Buffer.from(`${text}# `), Buffer.from([0x80, 0x0a])]),
  'UTF-16 LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'UTF-16 LE without': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE without': (text) => Buffer.from(text, 'utf16le').swap16(),
  'UTF-32 LE': (text) =>
    Buffer.from(
      Uint32Array.from(
        [0xfeff, ...text].map((char) => (typeof char === 'number' ? char : char.charCodeAt(0))),
      ).buffer,
    ),
};

describe('a file that is read in several parts', () => {
  const part = 2 ** 20;
  const line = 'route 10.0.0.0/16 via vpc # ASCII\n';
  const ascii = (bytes: number): string => line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);

  it('is the same text, wherever a part ends and the first other character is', () => {
    for (const text of [
      ascii(part - 1),
      ascii(part),
      ascii(part + 1),
      ascii(3 * part),
      `\ufeff${ascii(part)}`,
      `${ascii(part - 1)}\u20ac${ascii(part)}`,
      `${ascii(2 * part + 5)}caf\u00e9\0\n${ascii(part)}`,
    ])
      assert.ok(readFile(file('long.nbroute', text)) === text);
  });

  it('has its first invalid byte at the offset in the file', () => {
    const policy = file(
      'long.nbroute',
      Buffer.concat([Buffer.from(ascii(part + 7)), Buffer.from([0x41, 0xff])]),
    );
    assert.throws(() => readFile(policy), new RegExp(`byte 0xFF at offset ${part + 8};`));
  });
});

describe('a file that a policy uses', () => {
  it('stops a command with exit code 2 if it is there and cannot be read, whatever the reason', async () => {
    mkdirSync(path.join(folder, 'inner'));
    file('binary', 'A\0');
    symlinkSync('loop', path.join(folder, 'loop'));
    const reasons = { inner: 'it is a folder', binary: 'binary file', loop: 'too many links' };
    const statements = ['include', 'network from', 'on-start', 'prefix-list a from'];
    for (const [name, reason] of Object.entries(reasons)) {
      const check = async (policy: string, named: string): Promise<void> => {
        for (const [command, values] of [
          [checkCommand, {}],
          [compileCommand, { to: 'script' }],
          [tableCommand, {}],
        ] as const) {
          const { code, output } = await run(command, [policy], values);
          assert.strictEqual(code, 2, output);
          assert.ok(output.includes(`${named} cannot be read: ${reason}`), output);
          if (command !== checkCommand) assert.ok(output.endsWith(`; ${policy} uses it`), output);
        }
      };
      for (const statement of statements)
        await check(file('p.nbroute', `${network}${statement} "${name}"\n`), path.join(folder, name));
      const config = path.join(folder, 'nbroute.json');
      renameSync(path.join(folder, name), config);
      // The link now leads nowhere, which is another reason.
      if (name !== 'loop') await check(file('q.nbroute', network), config);
      rmSync(config, { recursive: true });
    }
    const missing = file('p.nbroute', `${network}include "nowhere"\n`);
    assert.strictEqual((await run(checkCommand, [missing])).code, 1);
  });
});

describe('a file that is not UTF-8', () => {
  it('is detected by its bytes: valid text round-trips, and the offset is that of the first invalid byte', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            0x41,
            0x0a,
            0xc3,
            0xa9,
            0xe2,
            0x82,
            0xac,
            0xed,
            0xa0,
            0xf0,
            0x9f,
            0x98,
            0x80,
            0xf4,
            0x90,
            0xff,
            0xc0,
          ),
        ),
        (some) => {
          const bytes = Uint8Array.from([0x23, 0x20, ...some]);
          const decoded = decodedUtf8(bytes);
          assert.strictEqual(decoded.kind === 'text', isUtf8(bytes));
          if (decoded.kind === 'text')
            return assert.deepStrictEqual(new Uint8Array(Buffer.from(decoded.text)), bytes);
          const at = Number(/ at offset (\d+)/.exec(decoded.reason)?.[1]);
          assert.ok(isUtf8(bytes.subarray(0, at)), `offset ${at} of ${[...bytes].join()}`);
          for (let more = 1; more <= 4 && at + more <= bytes.length; more++)
            assert.ok(!isUtf8(bytes.subarray(0, at + more)), `offset ${at} of ${[...bytes].join()}`);
        },
      ),
    );
  });

  for (const [encoding, encode] of Object.entries(encoded)) {
    const name = encoding.replace(' without', '');

    it(`is rejected as ${encoding} and not changed, as a policy`, async () => {
      const content = encode(`policy   p\n${network}route 10.0.0.0/16 via vpc\nroute 10.0.0.0/16 via vpc\n`);
      const policy = file('p.nbroute', content);
      for (const [command, values] of [
        [checkCommand, {}],
        [checkCommand, { fix: true }],
        [formatCommand, {}],
        [formatCommand, { check: true }],
        [compileCommand, { to: 'script', output: path.join(folder, 'out.sh') }],
        [tableCommand, {}],
      ] as const) {
        const { code, output } = await run(command, [policy], values);
        assert.strictEqual(code, 2, output);
        assert.match(output, /p\.nbroute cannot be read: not UTF-8: .* at offset \d+/);
        assert.ok(output.includes(name), output);
      }
      assert.deepStrictEqual(readFileSync(policy), content);
      assert.ok(!existsSync(path.join(folder, 'out.sh')));
    });

    it(`is rejected as ${encoding}, as a list, an include, a script, nbroute.json and a dump`, async () => {
      file('list.txt', encode('10.0.0.0/16\n'));
      file('lists.nbroute', encode('prefix-list a = 10.0.0.0/16\n'));
      file('start.sh', encode('#!/bin/bash\necho\n'));
      for (const [statement, named] of [
        ['prefix-list a from "list.txt"\nroute a via vpc', 'list.txt'],
        ['include "lists.nbroute"\nroute a via vpc', 'lists.nbroute'],
        ['on-start "start.sh"\nroute 10.0.0.0/16 via vpc', 'start.sh'],
      ] as const) {
        const policy = file('p.nbroute', `${network}${statement}\n`);
        for (const [command, values] of [
          [checkCommand, {}],
          [checkCommand, { fix: true }],
          [compileCommand, { to: 'script' }],
          [tableCommand, {}],
        ] as const) {
          const { code, output } = await run(command, [policy], values);
          assert.strictEqual(code, 2, output);
          assert.ok(output.includes(`${named} cannot be read: not UTF-8`), output);
        }
      }
      const plain = file('q.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
      file('nbroute.json', encode('{}\n'));
      assert.strictEqual((await run(checkCommand, [plain])).code, 2);
      const dump = file(
        'dump.txt',
        encode('default via 172.16.0.1 dev eth0\n10.0.0.0/16 via 172.31.64.1 dev eth2\n'),
      );
      const imported = await run(importCommand, [dump], { output: path.join(folder, 'new.nbroute') });
      assert.strictEqual(imported.code, 2);
      assert.ok(!existsSync(path.join(folder, 'new.nbroute')));
    });
  }

  it('does not stop other files from being checked and formatted', async () => {
    const wrong = file('a.nbroute', Buffer.from('# \xe9\n', 'latin1'));
    const other = file('b.nbroute', `${network}route   10.0.0.0/16 via vpc\n`);
    const { code, output } = await run(formatCommand, [wrong, other]);
    assert.strictEqual(code, 2);
    assert.match(output, /a\.nbroute cannot be read/);
    assert.match(readFileSync(other, 'utf8'), /^route 10/m);
    assert.match((await run(checkCommand, [folder])).output, /1 file: no findings/);
  });
});

describe('an output', () => {
  it('is never a file that was read, under any name', async () => {
    const policy = file(
      'p.nbroute',
      `${network}include "lists.nbroute"\nprefix-list b from "list.txt"\non-start "start.sh"\nroute a, b via vpc\n`,
    );
    const contents = {
      'p.nbroute': readFileSync(policy, 'utf8'),
      'lists.nbroute': 'include "deep/more.nbroute"\n',
      'deep/more.nbroute': 'prefix-list a = 10.0.0.0/16\n',
      'list.txt': '10.1.0.0/16\n',
      'start.sh': '#!/bin/bash\necho mine\n',
      'nbroute.json': '{}\n',
    };
    for (const [name, content] of Object.entries(contents)) file(name, content);
    symlinkSync(folder, path.join(folder, 'folder'));
    for (const [i, name] of Object.keys(contents).entries()) {
      symlinkSync(name, path.join(folder, `link${i}`));
      linkSync(path.join(folder, name), path.join(folder, `hard${i}`));
      for (const output of [name, `./deep/../${name}`, `link${i}`, `hard${i}`, `folder/${name}`])
        for (const where of share([
          path.join(folder, output),
          `${folder}/${output}`,
          path.relative('', path.join(folder, output)),
        ])) {
          const { code, output } = await run(compileCommand, [policy], { to: 'script', output: where });
          assert.strictEqual(code, 2, `${where}: ${output}`);
          assert.match(output, /is not written: it is .*, which was read/);
        }
    }
    for (const [name, content] of Object.entries(contents))
      assert.strictEqual(readFileSync(path.join(folder, name), 'utf8'), content);
    assert.deepStrictEqual(
      await run(compileCommand, [policy], { to: 'script', output: path.join(folder, 'p.start.sh') }),
      { code: 0, output: '' },
    );
  });

  it('is never the file on standard input, under any name or as standard output', () => {
    const dump = 'default via 172.16.0.1 dev eth0\n10.0.0.0/16 via 172.31.64.1 dev eth2\n';
    const policy = `${network}route   10.0.0.0/16 via vpc\n`;
    const commands = [
      [['compile', '-', '--to', 'commands'], policy],
      [['compile', '-', '--to', 'script', '--minimise'], policy],
      [['import'], dump],
      [['import', '-'], dump],
      [['format', '-'], policy],
    ] as const;
    const input = file('input', '');
    const link = path.join(folder, 'link');
    const hard = path.join(folder, 'hard');
    symlinkSync('input', link);
    linkSync(input, hard);
    const cases = commands.flatMap(([args, content]) => [
      ...(args[0] === 'format' ? [] : [input, link, hard]).map(
        (output) => [content, output, [...args, '-o', output], 'other', 'w'] as const,
      ),
      [content, 'standard output', args, 'input', 'a'] as const,
      [content, 'standard output', args, 'input', 'r+'] as const,
    ]);
    for (const [content, output, options, standardOutput, flags] of share(cases, 5)) {
      file('input', content);
      if (standardOutput === 'other') file('other', '');
      const { code, err } = withFiles(options, input, path.join(folder, standardOutput), flags);
      assert.deepStrictEqual(
        [code, err],
        [2, `nbroute: ${output} is not written: it is standard input, which was read; choose another name\n`],
      );
      assert.strictEqual(readFileSync(input, 'utf8'), content);
    }
    for (const [args, content] of share(commands)) {
      file('input', content);
      assert.strictEqual(withFiles(args, input, file('other', ''), 'w').code, 0);
      assert.notStrictEqual(readFileSync(path.join(folder, 'other'), 'utf8'), '');
    }
  });

  it('may have the name that a policy on standard input has in messages, or be named `-`', () => {
    const policy = file('p.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    for (const output of ['policy.nbroute', './-']) {
      const args = ['compile', '-', '--to', 'commands', '-o', output];
      const { code, err } = withFiles(args, policy, file('out', ''), 'w');
      assert.deepStrictEqual([code, err], [0, '']);
      assert.match(readFileSync(path.join(folder, output), 'utf8'), /^sudo ip route/m);
    }
  });

  it('of an import is not its input', async () => {
    const dump = file('dump.txt', 'default via 172.16.0.1 dev eth0\n10.0.0.0/16 via 172.31.64.1 dev eth2\n');
    const { code } = await run(importCommand, [dump], { output: `${folder}/./dump.txt` });
    assert.strictEqual(code, 2);
    assert.match(readFileSync(dump, 'utf8'), /^default/);
  });
});

describe('a file that is replaced', () => {
  const names = (): string[] =>
    readdirSync(folder)
      .filter((name) => name !== '.git')
      .sort();

  it('keeps its mode, despite the umask, and its owner', async function () {
    if (process.platform === 'win32')
      notProven(this, 'a file keeps its mode and owner', 'Windows has neither');
    const one = file('one', 'before');
    for (const mode of [0o664, 0o600, 0o755, 0o4711]) {
      if (process.getuid?.() === 0) chownSync(one, 1234, 2345);
      chmodSync(one, mode);
      await writeWhole(one, `${mode}`);
      const { uid, gid, mode: now } = statSync(one);
      assert.strictEqual(now & 0o7777, mode);
      if (process.getuid?.() === 0) assert.deepStrictEqual([uid, gid], [1234, 2345]);
      assert.strictEqual(readFileSync(one, 'utf8'), `${mode}`);
    }
    assert.deepStrictEqual(names(), ['one']);
  });

  it('keeps its links, even symbolic links to a missing file', async function () {
    if (process.platform === 'win32')
      notProven(this, 'links are written through', 'Windows makes none without a right');
    file('one', 'before');
    linkSync(path.join(folder, 'one'), path.join(folder, 'hard'));
    mkdirSync(path.join(folder, 'sub'));
    symlinkSync('../one', path.join(folder, 'sub/link'));
    symlinkSync('sub/link', path.join(folder, 'chain'));
    await writeWhole(path.join(folder, 'chain'), 'after');
    assert.strictEqual(readFileSync(path.join(folder, 'one'), 'utf8'), 'after');
    assert.strictEqual(readFileSync(path.join(folder, 'hard'), 'utf8'), 'after');
    assert.ok(lstatSync(path.join(folder, 'chain')).isSymbolicLink());

    symlinkSync('sub/new', path.join(folder, 'dangling'));
    await writeWhole(path.join(folder, 'dangling'), 'made');
    assert.ok(lstatSync(path.join(folder, 'dangling')).isSymbolicLink());
    assert.strictEqual(readFileSync(path.join(folder, 'sub/new'), 'utf8'), 'made');

    symlinkSync('loop', path.join(folder, 'loop'));
    await assert.rejects(writeWhole(path.join(folder, 'loop'), ''), /cannot be written: too many links/);
  });

  it('is not a folder, however that is named', async () => {
    mkdirSync(path.join(folder, 'sub'));
    for (const name of ['sub', 'sub/', 'sub/.', '.', '..', 'sub/..'])
      await assert.rejects(writeWhole(`${folder}/${name}`, ''), /cannot be written: it is a folder$/, name);
    assert.deepStrictEqual(names(), ['sub']);
  });

  it('may have the longest possible name', async () => {
    const name = 'n'.repeat(255);
    for (const text of ['made', 'replaced']) {
      await writeWhole(path.join(folder, name), text);
      assert.strictEqual(readFileSync(path.join(folder, name), 'utf8'), text);
    }
    assert.deepStrictEqual(names(), [name]);
  });

  it('is cleaned of temporary files of processes that were killed', async () => {
    // The actual temporary name, observed while a write waits in an otherwise empty folder.
    const { temporaryName } = await import('../../server/cli/output');
    const stale = file(temporaryName(2 ** 22 + 1), 'half');
    const alive = file(temporaryName(process.pid), 'half');
    await writeWhole(path.join(folder, 'one'), 'whole');
    assert.deepStrictEqual([existsSync(stale), existsSync(alive)], [false, true]);
  });
});

describe('what a command reads', () => {
  it('is limited in size', function () {
    if (!existsSync('/dev/zero'))
      notProven(this, 'endless input is not read for ever', 'there is no /dev/zero here');
    assert.throws(() => readFile('/dev/zero'), new RegExp(`it has more than ${mostInputBytes} bytes`));
  });

  it('may include an unreadable folder, which is reported without stopping', function () {
    if (process.platform === 'win32')
      notProven(this, 'an unreadable folder stops nothing', 'Windows has no modes');
    const one = file('a/one.nbroute', '');
    const two = file('c/two.nbroute', '');
    const closed = path.join(folder, 'b');
    mkdirSync(closed, { mode: 0 });
    chmodSync(folder, 0o755);
    const isRoot = process.getuid?.() === 0;
    try {
      // Folder modes do not apply to root.
      if (isRoot) process.seteuid?.(65534);
      const { files, unreadable } = policyFiles([folder, path.join(folder, 'gone.nbroute')]);
      assert.deepStrictEqual(files, [one, two]);
      assert.deepStrictEqual(
        unreadable.map(({ message }) => message),
        [
          `${closed} cannot be read: permission denied`,
          `${folder}/gone.nbroute cannot be read: no such file or folder`,
        ],
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(closed, 0o755);
    }
  });
});
