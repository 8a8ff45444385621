import * as assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { diskHost } from '../../server/node/disk-host';
import type { Host, ReadResult } from '../../server/host';
import { analyse } from '../../server/engine';
import { notProven } from '../not-proven';

describe('files on disk', () => {
  let folder = '';
  beforeEach(() => {
    folder = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'nbroute-'))), 'workspace');
    mkdirSync(path.join(folder, '.git'), { recursive: true });
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  const file = (name: string, text: string): string => {
    const where = path.join(folder, name);
    mkdirSync(path.dirname(where), { recursive: true });
    writeFileSync(where, text);
    return where;
  };
  /** The diagnostics of a policy as rule and message. */
  const diagnosticsOf = async (
    source: string,
    name = 'policy.nbroute',
    host: Host = diskHost(),
  ): Promise<string[]> => {
    const { checked } = await analyse(host, path.join(folder, name), source);
    return checked.diagnostics.map(({ rule, message }) => `${rule}: ${message}`);
  };

  it('are found across folders, relative to the including file', async () => {
    file('shared/lists.nbroute', 'include "more/deep.nbroute"\nprefix-list a = b\n');
    file('shared/more/deep.nbroute', 'prefix-list b from "../../data/routes.txt"\n');
    file('data/routes.txt', '10.0.0.0/16\n');
    const { model, checked } = await analyse(
      diskHost(),
      path.join(folder, 'team/policy.nbroute'),
      'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\ninclude "../shared/lists.nbroute"\nroute a via vpc\nexpect 10.0.9.9 via vpc\n',
    );
    assert.deepStrictEqual(checked.diagnostics, []);
    assert.strictEqual(model.tables[4].from.includes(0x0a000000), true);
  });

  it('are found anywhere in a folder open in the editor, if nothing else marks a workspace', async () => {
    rmSync(path.join(folder, '.git'), { recursive: true });
    file('shared/lists.nbroute', 'prefix-list a = 10.0.0.0/16\n');
    const source = 'include "../shared/lists.nbroute"\nroute a unreachable\n';
    const within = (open: string): Promise<string[]> =>
      diagnosticsOf(
        source,
        'team/policy.nbroute',
        diskHost(() => ['/elsewhere', open]),
      );
    assert.deepStrictEqual(await within(folder), []);
    assert.match((await within(path.join(folder, 'team')))[0] ?? '', /^path-outside/);
    assert.match((await diagnosticsOf(source, 'team/policy.nbroute'))[0] ?? '', /^path-outside/);
  });

  it('are reported if they cannot be read, for any reason', async () => {
    file('binary.nbroute', 'prefix-list a = 10.0.0.0/8\n\0');
    mkdirSync(path.join(folder, 'folder.nbroute'));
    symlinkSync('nowhere', path.join(folder, 'dangling.nbroute'));
    symlinkSync('loop.nbroute', path.join(folder, 'loop.nbroute'));
    truncateSync(file('huge.nbroute', ''), 100 * 1024 * 1024);
    const names = ['binary', 'folder', 'dangling', 'loop', 'huge', 'gone'];
    const messages = await diagnosticsOf(names.map((name) => `include "${name}.nbroute"\n`).join(''));
    assert.deepStrictEqual(messages, [
      'unreadable-file: cannot read `binary.nbroute`: binary file',
      'unreadable-file: cannot read `folder.nbroute`: it is a folder',
      'missing-file: file not found: `dangling.nbroute`',
      'unreadable-file: cannot read `loop.nbroute`: too many links',
      'unreadable-file: cannot read `huge.nbroute`: file too large: 104857600 bytes, at most 67108864 are read',
      'missing-file: file not found: `gone.nbroute`',
    ]);
  });

  it('are not opened if they are devices or pipes', async function () {
    if (process.platform === 'win32') notProven(this, 'named pipes are not opened', 'Windows has no mkfifo');
    execFileSync('mkfifo', [path.join(folder, 'pipe.nbroute')]);
    assert.deepStrictEqual(await diagnosticsOf('include "pipe.nbroute"\nprefix-list a from "/dev/zero"\n'), [
      'unreadable-file: cannot read `pipe.nbroute`: not a regular file',
      'path-outside: `/dev/zero` is outside the workspace: the file is not read',
    ]);
  });

  it('are not read outside the workspace, even through a link', async () => {
    writeFileSync(path.join(path.dirname(folder), 'secret.txt'), '10.0.0.0/8\n');
    symlinkSync('../secret.txt', path.join(folder, 'link.txt'));
    const messages = await diagnosticsOf(
      'prefix-list a from "../secret.txt"\nprefix-list b from "link.txt"\non-start "../../x.sh"\nroute a, b unreachable\n',
    );
    assert.deepStrictEqual(messages, [
      'path-outside: `../secret.txt` is outside the workspace: the file is not read',
      'path-outside: `link.txt` is outside the workspace: the file is not read',
      'path-outside: `../../x.sh` is outside the workspace: the file is not read',
    ]);
  });

  it('stay in their own folder without a workspace', async () => {
    const alone = path.join(path.dirname(folder), 'alone/deep');
    mkdirSync(alone, { recursive: true });
    writeFileSync(path.join(path.dirname(alone), 'routes.txt'), '10.0.0.0/8\n');
    const { checked } = await analyse(
      diskHost(),
      path.join(alone, 'policy.nbroute'),
      'prefix-list a from "../routes.txt"\n',
    );
    assert.strictEqual(checked.diagnostics[0]?.rule, 'path-outside');
  });

  it('are read once each, in a cycle and in a diamond', async () => {
    file('a.nbroute', 'include "c.nbroute"\nprefix-list a = c\n');
    file('b.nbroute', 'include "c.nbroute"\nprefix-list b = c\n');
    file('c.nbroute', 'prefix-list c = 10.0.0.0/8\n');
    const disk = diskHost();
    const read: string[] = [];
    const counting: Host = {
      ...disk,
      read: (name): Promise<ReadResult> => {
        read.push(path.basename(name));
        return disk.read(name);
      },
    };
    assert.deepStrictEqual(
      await diagnosticsOf(
        'include "a.nbroute"\ninclude "b.nbroute"\ninclude "./a.nbroute"\nroute a, b via direct\n',
        'policy.nbroute',
        counting,
      ).then((all) => all.filter((each) => /file|circular/.test(each))),
      [],
    );
    assert.deepStrictEqual(read.sort(), ['a.nbroute', 'b.nbroute', 'c.nbroute']);

    file('policy.nbroute', '');
    file('d.nbroute', 'include "e.nbroute"\n');
    file('e.nbroute', 'include "d.nbroute"\ninclude "policy.nbroute"\n');
    assert.deepStrictEqual(await diagnosticsOf('include "d.nbroute"\n'), [
      'circular-include: circular include: `d.nbroute` includes this file',
    ]);
  });

  it('are read again after a change', async () => {
    const host = diskHost();
    const lists = file('lists.nbroute', 'prefix-list a = 10.0.0.0/8\n');
    assert.deepStrictEqual(
      await diagnosticsOf('include "lists.nbroute"\nroute a unreachable\n', 'policy.nbroute', host),
      [],
    );
    writeFileSync(lists, 'prefix-list other = 10.0.0.0/8\n');
    assert.deepStrictEqual(
      await diagnosticsOf('include "lists.nbroute"\nroute a unreachable\n', 'policy.nbroute', host),
      ['undefined-name: undefined prefix list `a`'],
    );
  });

  it('include the nearest nbroute.json, but none beyond the workspace', async () => {
    writeFileSync(path.join(path.dirname(folder), 'nbroute.json'), '{"rules":{"unused-list":"error"}}');
    const source = 'prefix-list a = 10.0.0.0/8\nroute 8.8.8.8 unreachable\n';
    const severity = async (): Promise<string> =>
      (await analyse(diskHost(), path.join(folder, 'sub/p.nbroute'), source)).checked.diagnostics[0].severity;
    mkdirSync(path.join(folder, 'sub'));
    assert.strictEqual(await severity(), 'hint');
    file('nbroute.json', '{"rules":{"unused-list":"warning"}}');
    assert.strictEqual(await severity(), 'warning');
    file('sub/nbroute.json', '{"rules":{"unused-list":"information"}}');
    assert.strictEqual(await severity(), 'information');
  });

  it('include an nbroute.json that cannot be read, which is reported', async () => {
    const config = path.join(folder, 'nbroute.json');
    const above = path.join(path.dirname(folder), 'nbroute.json');
    writeFileSync(above, '{}');
    for (const [make, reason] of [
      [(): void => symlinkSync('nbroute.json', config), 'too many links'],
      [(): void => symlinkSync('nowhere', config), 'the link leads to a missing file'],
      [(): void => void mkdirSync(config), 'it is a folder'],
    ] as const) {
      make();
      const { model } = await analyse(diskHost(), path.join(folder, 'sub/p.nbroute'), '');
      assert.deepStrictEqual(model.unit.config, { path: config, read: { kind: 'unreadable', reason } });
      assert.deepStrictEqual(
        model.config.errors.map(({ rule }) => rule),
        ['unreadable-file'],
      );
      rmSync(config, { recursive: true });
    }
  });
});
