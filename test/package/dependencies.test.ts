import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import manifest from '../../package.json';
import { root } from '../fixture';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('dependencies', () => {
  it('are not needed at run time: the packages are bundled', () => assert.ok(!('dependencies' in manifest)));

  it('are each explained in a row of CONTRIBUTING.md', () => {
    const table = /\n## What it is built with\n([^]*?)(?=\n## )/.exec(read('CONTRIBUTING.md'))?.[1] ?? '';
    const explained = [...table.matchAll(/^\| (`[^|]*`) \| \S/gm)].flatMap(([, names]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    assert.deepStrictEqual(explained.sort(), Object.keys(manifest.devDependencies).sort());
  });

  it('come from the configured registry: the lockfile names none, and has a hash of each package', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      readonly packages: Readonly<
        Record<string, { readonly integrity?: string; readonly resolved?: string }>
      >;
    };
    for (const [name, { integrity, resolved }] of Object.entries(lock.packages)) {
      assert.strictEqual(resolved, undefined, name);
      assert.ok(name === '' || integrity !== undefined, name);
    }
  });

  it('run nothing when they are installed', () => assert.match(read('.npmrc'), /^ignore-scripts=true$/m));
});
