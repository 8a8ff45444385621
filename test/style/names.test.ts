import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../fixture';

const declared =
  /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

describe('exported names', () => {
  it('are unique across the tree', () => {
    const homes = new Map<string, Set<string>>();
    const files = ['server', 'client'].flatMap((folder) => sourcesIn(folder));
    for (const file of files)
      for (const [, name] of readFileSync(path.join(root, file), 'utf8').matchAll(declared))
        homes.set(name, (homes.get(name) ?? new Set()).add(file));
    const twice = [...homes].filter(([, where]) => where.size > 1);
    assert.deepStrictEqual(
      twice.map(([name, where]) => `${name}: ${[...where].join(', ')}`),
      [],
    );
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.posix.join(folder, ...name.split(path.sep)));
}
