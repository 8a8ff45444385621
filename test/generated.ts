import * as assert from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './fixture';

/** A test that a file equals its generated contents; UPDATE=1 writes it. */
export function itIsFresh(
  name: string,
  generate: (before: string) => Promise<string> | string,
  part = name,
): void {
  it(`${part} is fresh; UPDATE=1 npm run test:unit writes it`, async () => {
    const file = path.join(root, name);
    const before = readFileSync(file, 'utf8');
    const fresh = await generate(before);
    if (process.env['UPDATE'] === '1' && fresh !== before) writeFileSync(file, fresh);
    assert.strictEqual(readFileSync(file, 'utf8'), fresh);
  });
}

/** The same for a part of package.json, given by its path of keys. */
export function itIsFreshInManifest(keys: readonly string[], generate: () => unknown): void {
  const fresh = (text: string): string => {
    const manifest: unknown = JSON.parse(text);
    const holder = keys.slice(0, -1).reduce(member, manifest);
    assert.ok(typeof holder === 'object' && holder !== null);
    Object.assign(holder, { [keys[keys.length - 1]]: generate() });
    return `${JSON.stringify(manifest, null, 2)}\n`;
  };
  itIsFresh('package.json', fresh, `${keys.join('.')} in package.json`);
}

function member(value: unknown, key: string): unknown {
  assert.ok(typeof value === 'object' && value !== null, key);
  return Reflect.get(value, key);
}

/** A page with the part between its markers `<!-- name: generated -->` and `<!-- /name -->` replaced. */
export function withPart(page: string, name: string, part: string): string {
  const begin = `<!-- ${name}: generated -->`;
  const end = `<!-- /${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  assert.ok(from >= 0 && to > from, `the page has no markers for ${name}`);
  return `${page.slice(0, from + begin.length)}\n\n${part}\n\n${page.slice(to)}`;
}
