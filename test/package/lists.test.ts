import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { memberOf } from '../../server/aws/json';
import { root } from '../fixture';
import { itIsFresh } from '../generated';
import { filesOf } from '../vscode/package';
import { listed } from './listed';

describe('the lists of packed files', () => {
  itIsFresh('test/package/vsix-files.txt', async () => {
    // Source maps exist only between packages.
    const names = await listFiles({ cwd: root, packageManager: PackageManager.None });
    return listed(names.filter((name) => !name.endsWith('.map')));
  });

  itIsFresh('test/package/npm-files.txt', () => {
    const packed: unknown = JSON.parse(
      spawnSync(process.execPath, ['scripts/package-npm.mjs', '--dry-run'], { cwd: root, encoding: 'utf8' })
        .stdout,
    );
    const files = memberOf(Array.isArray(packed) ? packed[0] : undefined, 'files');
    assert.ok(Array.isArray(files));
    return listed(files.map((file: unknown) => String(memberOf(file, 'path'))));
  });

  it('packs the extension from that list, and nothing else', async () => {
    const names = readFileSync(path.join(root, 'test/package/vsix-files.txt'), 'utf8')
      .split('\n')
      .filter(Boolean);
    // Names in the Marketplace.
    const renamed: Readonly<Record<string, string>> = {
      'README.md': 'readme.md',
      'CHANGELOG.md': 'changelog.md',
      LICENSE: 'LICENSE.txt',
    };
    const packed = [...(await filesOf(path.join(root, 'nbroute.vsix'))).keys()];
    assert.deepStrictEqual(packed.sort(), names.map((name) => renamed[name] ?? name).sort());
  });
});
