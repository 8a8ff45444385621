import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './fixture';

const declared =
  /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** Names that go with the code they are in: the script is being written anew. */
const leaving: Readonly<Record<string, string>> = {
  'server/emit/script/forms.ts': 'Form',
  'server/emit/script/script.ts': 'scriptSize',
};

describe('exported names', () => {
  it('are unique across the tree', () => {
    const homes = new Map<string, Set<string>>();
    for (const file of ['server', 'client'].flatMap((folder) => sourcesIn(folder)))
      for (const [, name] of readFileSync(path.join(root, file), 'utf8').matchAll(declared))
        if (leaving[file] !== name) homes.set(name, (homes.get(name) ?? new Set()).add(file));
    const twice = [...homes].filter(([, files]) => files.size > 1);
    assert.deepStrictEqual(
      twice.map(([name, files]) => `${name}: ${[...files].join(', ')}`),
      [],
    );
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.posix.join(folder, ...name.split(path.sep)));
}
