import * as assert from 'node:assert';
import { mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Repository } from './repository';
import { nbroute } from './run';

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';

describe('diff', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'nbroute-diff-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const diff = (files: Readonly<Record<string, string>>, ...args: string[]) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    return nbroute(['diff', ...args], folder);
  };

  it('of two policies shows ranges, counts and the lines on both sides', async () => {
    const { out, code } = await diff(
      {
        'a.nbroute': `${network}route 10.0.0.0/16 via vpc\nroute 10.9.0.0/24 unreachable\n`,
        'b.nbroute': `${network}route 10.0.0.0/15 via vpc\nroute 10.0.7.0/24 via direct # lab\n`,
      },
      'a.nbroute',
      'b.nbroute',
    );
    assert.strictEqual(code, 1);
    assert.strictEqual(
      out,
      `a.nbroute → b.nbroute: 3 ranges, 66,048 addresses (1 removed, 2 added)

added   10.0.7.0/24  via vpc → via direct  (256 addresses)
  - a.nbroute:3: route 10.0.0.0/16 via vpc
  + b.nbroute:4: route 10.0.7.0/24 via direct # lab

added   10.1.0.0/16  via direct → via vpc  (65,536 addresses)
  - a.nbroute: 0.0.0.0/0, the instance's default route
  + b.nbroute:3: route 10.0.0.0/15 via vpc

removed 10.9.0.0/24  unreachable → via direct  (256 addresses)
  - a.nbroute:4: route 10.9.0.0/24 unreachable
  + b.nbroute: 0.0.0.0/0, the instance's default route
`,
    );
  });

  it('exits with 0 if only the text differs, as does its JSON', async () => {
    const files = {
      'a.nbroute': `${network}route 10.0.0.0/16 via vpc\n`,
      'b.nbroute': `${network}# the same\nroute 10.0.0.0/17, 10.0.128.0/17 via vpc\n`,
    };
    const { code, out } = await diff(files, 'a.nbroute', 'b.nbroute', '--format', 'json');
    assert.deepStrictEqual([code, JSON.parse(out)], [0, { version: 1, changes: [] }]);
  });

  it('shows which routes an instance lacks, has in excess, or routes differently', async () => {
    const { code, out } = await diff(
      {
        'a.nbroute': `${network}route 10.0.0.0/16 via vpc\nroute 10.1.0.0/16 via vpc\nroute 10.2.0.0/16 unreachable\n`,
        'dump.txt': `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         172.16.32.1     0.0.0.0         UG    0      0        0 eth0
10.0.0.0        172.31.64.1     255.255.0.0     UG    0      0        0 eth2
10.2.0.0        172.31.64.1     255.255.0.0     UG    0      0        0 eth2
10.3.0.0        172.31.64.1     255.255.255.0   UG    0      0        0 eth2
169.254.0.0     0.0.0.0         255.255.255.0   U     0      0        0 veth_def_agent
169.254.169.254 0.0.0.0         255.255.255.255 UH    0      0        0 eth0
172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 docker0
172.31.0.0      172.31.64.1     255.255.0.0     UG    0      0        0 eth2
172.31.64.0     0.0.0.0         255.255.240.0   U     0      0        0 eth2
`,
      },
      'a.nbroute',
      'dump.txt',
    );
    assert.strictEqual(code, 1);
    assert.deepStrictEqual(
      out.split('\n').filter((line) => /^\w+ +1/.test(line)),
      [
        'missing 10.1.0.0/16  via vpc → via direct  (65,536 addresses)',
        'changed 10.2.0.0/16  unreachable → via vpc  (65,536 addresses)',
        'extra   10.3.0.0/24  via direct → via vpc  (256 addresses)',
      ],
    );
    assert.match(out, /\n {2}\+ dump\.txt:6: 10\.3\.0\.0 172\.31\.64\.1 255\.255\.255\.0 UG 0 0 0 eth2\n/);
  });

  it('exits with 1 and reports it if a line of the instance cannot be compared', async () => {
    const { code, err } = await diff(
      { 'a.nbroute': network, 'dump.txt': 'default via 172.16.32.1 dev eth0\nnonsense here\n' },
      'a.nbroute',
      'dump.txt',
      '--from',
      'ip-route',
    );
    assert.strictEqual(code, 1);
    assert.match(err, /^dump\.txt:2: not compared: /m);
  });

  it('exits with 2 for what it cannot do', async () => {
    const files = { 'a.nbroute': network, 'bad.nbroute': 'route\n' };
    for (const args of [
      [],
      ['a.nbroute'],
      ['a.nbroute', 'bad.nbroute'],
      ['bad.nbroute', 'a.nbroute'],
      ['a.nbroute', 'none.nbroute'],
      ['-', '-'],
      ['a.nbroute', 'a.nbroute', 'a.nbroute'],
      ['--git', 'HEAD', 'a.nbroute'],
      ['--git', 'HEAD', '-'],
      ['--git', 'HEAD'],
    ])
      assert.strictEqual((await diff(files, ...args)).code, 2, args.join(' '));
  });
});

describe('diff --git', () => {
  let repository: Repository;
  beforeEach(() => (repository = new Repository()));
  afterEach(() => repository.dispose());
  const diff = (...args: string[]) => nbroute(['diff', ...args], repository.folder);
  const problems = (json: string) => {
    const { files } = JSON.parse(json) as {
      readonly files: readonly { readonly path: string; readonly problem?: string }[];
    };
    return files.map((file) => [file.path, file.problem]);
  };

  it('of one policy compares with its earlier version, including its lists', async () => {
    repository.write('lists.nbroute', 'prefix-list a = 10.0.0.0/16\n');
    repository.write('p/a.nbroute', `include "../lists.nbroute"\n${network}route a via vpc\n`);
    repository.commit();
    repository.write('lists.nbroute', 'prefix-list a = 10.0.0.0/15\n');
    assert.match(
      (await diff('--git', 'HEAD', 'p/a.nbroute')).out,
      /^p\/a\.nbroute at HEAD → p\/a\.nbroute: 1 range, 65,536 addresses/,
    );
    const { code, err } = await diff('--git', 'no-such', 'p/a.nbroute');
    assert.deepStrictEqual([code, /unknown revision "no-such"/.test(err)], [2, true]);
    // A revision is never passed to git as an option.
    assert.strictEqual((await diff('--git=--all', 'p/a.nbroute')).code, 2);
  });

  it('of a folder covers every policy that exists or existed, and only counts the unchanged ones', async () => {
    const odd = '-odd `n` <b> @all.nbroute';
    repository.write('lists.nbroute', 'prefix-list a = 10.0.0.0/16\n');
    repository.write('p/uses.nbroute', `include "../lists.nbroute"\n${network}route a via vpc\n`);
    repository.write('p/same.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    repository.write('p/gone.nbroute', `${network}route 10.7.0.0/16 via vpc\n`);
    repository.write('node_modules/x/gone.nbroute', `${network}route 10.7.0.0/16 via vpc\n`);
    repository.write(odd, `${network}route 10.0.0.0/16 via vpc\n`);
    const base = repository.commit();
    repository.write('lists.nbroute', 'prefix-list a = 10.0.0.0/15\n');
    repository.write('p/same.nbroute', `${network}# on-premises\nroute 10.0.0.0/17, 10.0.128.0/17 via vpc\n`);
    repository.write('p/new.nbroute', `${network}route 10.9.0.0/16 via vpc\n`);
    repository.write('p/broken.nbroute', 'route\n');
    repository.write(odd, `${network}route 10.0.0.0/16 unreachable\n`);
    repository.remove('p/gone.nbroute');
    repository.remove('node_modules/x/gone.nbroute');

    const { code, out } = await diff('--git', base, '--format', 'markdown', '.');
    assert.strictEqual(code, 1);
    const at = `at ${base.slice(0, 10)}`;
    assert.strictEqual(
      // Renders the escaped punctuation as a Markdown viewer would.
      out.replace(/\\([.@-])/g, '$1'),
      `4 of 7 policies route addresses differently; 1 not compared

**-odd \\\`n\\\` \\<b\\> @\u200ball.nbroute ${at} → -odd \\\`n\\\` \\<b\\> @\u200ball.nbroute**: 1 range, 65,536 addresses (1 changed)

|  | Range | Addresses | Before | After |
| --- | --- | ---: | --- | --- |
| changed | \`10.0.0.0/16\` | 65,536 | via vpc (line 3) | unreachable (line 3) |

p/broken.nbroute has errors, so it is unresolved: see nbroute check

**p/gone.nbroute ${at} → no policy**: 1 range, 65,536 addresses (1 removed)

|  | Range | Addresses | Before | After |
| --- | --- | ---: | --- | --- |
| removed | \`10.7.0.0/16\` | 65,536 | via vpc (line 3) | via direct (0.0.0.0/0, the instance's default route) |

**no policy → p/new.nbroute**: 1 range, 65,536 addresses (1 added)

|  | Range | Addresses | Before | After |
| --- | --- | ---: | --- | --- |
| added | \`10.9.0.0/16\` | 65,536 | via direct (0.0.0.0/0, the instance's default route) | via vpc (line 3) |

**p/uses.nbroute ${at} → p/uses.nbroute**: 1 range, 65,536 addresses (1 added)

|  | Range | Addresses | Before | After |
| --- | --- | ---: | --- | --- |
| added | \`10.1.0.0/16\` | 65,536 | via direct (0.0.0.0/0, the instance's default route) | via vpc (line 4) |
`,
    );
    const { files } = JSON.parse((await diff('--git', base, '--format', 'json', 'p', `./${odd}`)).out) as {
      readonly files: readonly { readonly path: string; readonly changes?: readonly unknown[] }[];
    };
    assert.deepStrictEqual(
      files.map(({ path: name, changes }) => [name, changes?.length]),
      [
        [`./${odd}`, 1],
        ['p/broken.nbroute', undefined],
        ['p/gone.nbroute', 1],
        ['p/new.nbroute', 1],
        ['p/same.nbroute', 0],
        ['p/uses.nbroute', 1],
      ],
    );
    repository.remove('p/broken.nbroute');
    repository.commit();
    assert.deepStrictEqual(
      [(await diff('--git', 'HEAD', '.')).code, (await diff('--git', 'HEAD', '.')).out],
      [0, '5 policies: every address is routed as before\n'],
    );
    assert.strictEqual((await diff('--git', 'HEAD', '.', 'no-such.nbroute')).code, 2);
  });

  it('exits with 2 for a file that cannot be read, and reports it on standard error', async () => {
    repository.write('a.nbroute', network);
    repository.write('b.nbroute', network);
    repository.write('p/c.nbroute', network);
    repository.commit();
    repository.write('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    repository.write('b.nbroute', Uint8Array.of(0x23, 0xe9, 0x0a));
    symlinkSync('loop.nbroute', path.join(repository.folder, 'loop.nbroute'));
    const reason = /^nbroute: b\.nbroute cannot be read: not UTF-8: [^\n]+\n$/;

    const one = await diff('--git', 'HEAD', 'b.nbroute');
    assert.deepStrictEqual([one.code, one.out], [2, '']);
    assert.match(one.err, reason);
    const folder = await diff('--git', 'HEAD', '.');
    assert.strictEqual(folder.code, 2);
    assert.match(folder.err, reason);
    assert.match(folder.out, /^a\.nbroute at HEAD → a\.nbroute: 1 range/);
    assert.match(folder.out, /\n1 of 3 policies routes addresses differently; 1 not compared\n$/);
    assert.ok(!folder.out.includes('cannot be read'));
    const json = await diff('--git', 'HEAD', '--format', 'json', 'p', 'b.nbroute');
    assert.deepStrictEqual([json.code, reason.test(json.err)], [2, true]);
    assert.deepStrictEqual(problems(json.out), [
      ['b.nbroute', json.err.slice('nbroute: '.length, -1)],
      ['p/c.nbroute', undefined],
    ]);
    repository.remove('a.nbroute');
    const given = await diff('--git', 'HEAD', '--format', 'json', './p', 'p/../a.nbroute', './p//c.nbroute');
    assert.deepStrictEqual(
      problems(given.out).map(([name]) => name),
      ['p/../a.nbroute', './p//c.nbroute'],
      'files are named as given, also those that are gone',
    );
    // A link without an end is there, though it cannot be read.
    const loop = await diff('--git', 'HEAD', 'loop.nbroute', 'p');
    assert.deepStrictEqual(
      [loop.code, loop.err],
      [2, 'nbroute: loop.nbroute cannot be read: too many links\n'],
    );
  });

  it('follows the links of the revision, which may be chains and may lead through folders', async () => {
    repository.write('lists/a.nbroute', 'prefix-list a = 10.0.0.0/16\n');
    repository.write('p/real.nbroute', `include "../l/link.nbroute"\n${network}route a via vpc\n`);
    repository.link('lists/link.nbroute', '../l/./a.nbroute');
    repository.link('l', 'p/../lists');
    repository.link('p/one.nbroute', 'two.nbroute');
    repository.link('p/two.nbroute', '../p/real.nbroute');
    repository.link('p/absolute.nbroute', path.join(repository.folder, 'p/real.nbroute'));
    repository.commit();
    for (const name of ['p/one.nbroute', 'p/absolute.nbroute'])
      assert.deepStrictEqual((await diff('--git', 'HEAD', name)).code, 0, name);
    // The end of the chain is found in the revision, not in the work tree.
    repository.write('lists/a.nbroute', 'prefix-list a = 10.0.0.0/15\n');
    repository.remove('p/two.nbroute');
    repository.write('p/two.nbroute', network);
    assert.match(
      (await diff('--git', 'HEAD', 'p/one.nbroute')).out,
      /^p\/one\.nbroute at HEAD → p\/one\.nbroute: 1 range, 65,536 addresses \(1 removed\)/,
    );
    // As for check, a folder's links are left out.
    assert.match((await diff('--git', 'HEAD', '.')).out, /\n2 of 3 policies route addresses differently\n$/);
  });

  it('exits with 2 and the reason for a link of the revision that leads nowhere', async () => {
    repository.link('loop.nbroute', 'back.nbroute');
    repository.link('back.nbroute', 'loop.nbroute');
    repository.link('up.nbroute', '../up.nbroute');
    repository.link('root.nbroute', '/etc/hostname');
    repository.link('dangling.nbroute', 'none.nbroute');
    repository.write('p.nbroute', `include "list.nbroute"\n${network}`);
    repository.link('list.nbroute', 'loop.nbroute');
    repository.commit();
    for (const name of ['loop', 'back', 'up', 'root', 'dangling', 'list']) {
      repository.remove(`${name}.nbroute`);
      repository.write(`${name}.nbroute`, network);
    }
    const outside = 'it is a link to a path outside the repository';
    for (const [policy, file, reason] of [
      ['loop', 'loop', 'too many links'],
      ['up', 'up', outside],
      ['root', 'root', outside],
      ['p', 'list', 'too many links'],
    ]) {
      const { code, err } = await diff('--git', 'HEAD', `${policy}.nbroute`);
      const message = `nbroute: ${file}.nbroute at HEAD cannot be read: ${reason}\n`;
      assert.deepStrictEqual([code, err], [2, message], policy);
    }
    // Nothing was there.
    assert.match((await diff('--git', 'HEAD', 'dangling.nbroute')).out, /^no policy → dangling\.nbroute: /);
  });

  it('compares a new policy with none, whatever characters its name has', async () => {
    repository.write('a.nbroute', network);
    repository.commit();
    for (const name of ['n\nl.nbroute', ':(top)*.nbroute', "it's ü.nbroute"]) {
      repository.write(name, `${network}route 10.0.0.0/16 via vpc\n`);
      const { code, out, err } = await diff('--git', 'HEAD', name);
      assert.deepStrictEqual([code, err], [1, '']);
      assert.ok(out.startsWith(`no policy → ${name.replace('\n', '␊')}: 1 range, 65,536 addresses`), out);
    }
    const bytes = repository.commit();
    assert.match((await diff('--git', bytes, '.')).out, /^4 policies: every address is routed as before\n$/);
  });

  it('of a folder that was deleted lists its policies as removed', async () => {
    repository.write('a.nbroute', network);
    repository.write('sub/inner/b.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    repository.commit();
    repository.remove('sub/inner/b.nbroute');
    rmdirSync(path.join(repository.folder, 'sub/inner'));
    rmdirSync(path.join(repository.folder, 'sub'));
    for (const name of ['sub', 'sub/inner/']) {
      const { code, out } = await diff('--git', 'HEAD', name);
      assert.strictEqual(code, 1);
      assert.match(out, /^sub\/inner\/b\.nbroute at HEAD → no policy: 1 range/);
    }
  });

  it('gives paths in JSON as they are', async () => {
    repository.write('n\nl.nbroute', network);
    repository.commit();
    const { code, out } = await diff('--git', 'HEAD', '--format', 'json', '.');
    assert.deepStrictEqual([code, problems(out)], [0, [['n\nl.nbroute', undefined]]]);
  });

  it('fits into one comment, however many changes there are', async () => {
    const routes = (action: string) =>
      Array.from({ length: 400 }, (_, i) => `route 10.${i >> 7}.${(i & 127) * 2}.0/24 ${action}\n`).join('');
    for (let i = 0; i < 8; i++) repository.write(`p${i}.nbroute`, `${network}${routes('via vpc')}`);
    repository.commit();
    for (let i = 0; i < 8; i++) repository.write(`p${i}.nbroute`, `${network}${routes('unreachable')}`);
    const { out } = await diff('--git', 'HEAD', '--format', 'markdown', '.');
    assert.ok(out.length < 65_000, `${out.length}`);
    assert.match(out, /^8 of 8 policies route addresses differently\n/);
    assert.match(out, /\nand 250 more ranges\n/);
    assert.match(out, /\nand \d more, for which there is no room here\n$/);
  });
});
