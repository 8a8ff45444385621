import * as assert from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './fixture';

/** A test that a file is what is generated from its present text; UPDATE=1 writes it. */
export function itIsFresh(name: string, generate: (before: string) => Promise<string> | string): void {
  it(`${name} is fresh; UPDATE=1 npm run test:unit writes it`, async () => {
    const file = path.join(root, name);
    const before = readFileSync(file, 'utf8');
    const fresh = await generate(before);
    if (process.env['UPDATE'] === '1' && fresh !== before) writeFileSync(file, fresh);
    assert.strictEqual(readFileSync(file, 'utf8'), fresh);
  });
}

/** A page with the part between its markers, `<!-- name: generated -->` and `<!-- /name -->`, written anew. */
export function withPart(page: string, name: string, part: string): string {
  const begin = `<!-- ${name}: generated -->`;
  const end = `<!-- /${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  assert.ok(from >= 0 && to > from, `the page has no markers for ${name}`);
  return `${page.slice(0, from + begin.length)}\n\n${part}\n\n${page.slice(to)}`;
}
