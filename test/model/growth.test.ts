import * as assert from 'node:assert';
import type { Host, ReadResult } from '../../server/host';
import { rememberingHost } from '../../server/host';
import { analyse, exactDiagnostics, diagnostics, type Analysis } from '../../server/engine';
import { lookup } from '../../server/model/lookup';
import type { Model } from '../../server/model/model';
import { readPrefix } from '../../server/net/spelling';
import { memoryHost } from '../memory-host';
import { isLong } from '../volume';

/** Files that count how often they are read, and how often their text is accessed. */
function countingHost(files: Readonly<Record<string, string>>) {
  const memory = memoryHost(files);
  const counts = { reads: 0, texts: 0 };
  const known = new Map<string, ReadResult>();
  const host: Host = {
    ...memory,
    read: async (path) => {
      counts.reads++;
      const read = known.get(path) ?? (await memory.read(path));
      if (read.kind !== 'text') return read;
      const { text } = read;
      const counted: ReadResult = {
        kind: 'text',
        get text() {
          counts.texts++;
          return text;
        },
      };
      if (!known.has(path)) known.set(path, counted);
      return known.get(path) ?? counted;
    },
  };
  return { host, counts };
}

/** How often a check resolves a path, which it does for every path in the policy. */
function stepsOf({ model }: Analysis): number {
  let steps = 0;
  const { unit } = model;
  const counted: Model = {
    ...model,
    unit: {
      ...unit,
      resolve: (from, to) => {
        steps++;
        return unit.resolve(from, to);
      },
    },
  };
  diagnostics(counted, new Map());
  return steps;
}

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';

/** Each file includes the next one, the policy the first `includes` of them. */
function chainOf(
  count: number,
  includes: number,
): { readonly files: Record<string, string>; readonly source: string } {
  const files: Record<string, string> = {};
  for (let i = 0; i < count; i++)
    files[`f${i}`] =
      `${i + 1 < count ? `include "f${i + 1}"\n` : ''}prefix-list l${i} = 10.${i >> 8}.${i & 255}.0/24\n`;
  const own = Array.from({ length: includes }, (_, i) => `include "f${i}"\n`).join('');
  return { files, source: `${network}${own}route l0 via vpc\n` };
}

describe('growth of what policies share', () => {
  for (const [name, includes] of [
    ['a chain', () => 1],
    ['every file of a chain', (count: number) => count],
  ] as const)
    it(`of a check that includes ${name} is linear in the files`, async () => {
      const [small, large] = await Promise.all(
        [100, 1000].map(async (count) => {
          const { files, source } = chainOf(count, includes(count));
          return stepsOf(await analyse(memoryHost(files), 'policy.nbroute', source)) / count;
        }),
      );
      assert.ok(small > 1 && large < 1.1 * small && large < 20, `${small} and ${large} steps a file`);
    });

  it('of many policies reads and parses each shared file once', async () => {
    const entries = Array.from({ length: 500 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const { host, counts } = countingHost({
      ...chainOf(50, 0).files,
      'list.nbroute': `include "f0"\nprefix-list big {\n${entries.join('\n')}\n}\n`,
      'list.txt': entries.join('\n'),
    });
    const once = rememberingHost(host);
    for (let i = 0; i < 60; i++) {
      const shared = i % 2 === 0 ? 'include "list.nbroute"\n' : 'prefix-list big from "list.txt"\n';
      const { model } = await analyse(once, `p${i}.nbroute`, `${network}${shared}route big via vpc\n`);
      assert.strictEqual(exactDiagnostics(model).total, 0);
      assert.strictEqual(model.tables[4].prefixes > 500, true);
    }
    assert.strictEqual(counts.reads, 52);
    assert.ok(counts.texts <= 2 * counts.reads, `${counts.texts} looks at the text of ${counts.reads} files`);
  });

  it('of a range is bounded, whatever its ends', () => {
    for (const [first, end] of [
      ['::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe'],
      ['2001:db8::1', '2001:db8:ffff:ffff:ffff:ffff:ffff:fffe'],
    ]) {
      const { prefixes, error: problem } = readPrefix(`${first}-${end}`);
      assert.deepStrictEqual([prefixes, problem?.readings], [[], []]);
      assert.match(problem?.message ?? '', /more than 62 prefixes/);
    }
    // The longest IPv4 range.
    const four = readPrefix('0.0.0.1-255.255.255.254');
    assert.strictEqual(four.prefixes.length, 62);
    assert.strictEqual(four.error?.isUnambiguous, true);
  });

  it('of many lists is linear in the lists', async () => {
    const [small, large] = await Promise.all(
      [300, 3000].map(async (count) => {
        const lists = Array.from(
          { length: count },
          (_, i) => `prefix-list l${i} = 10.${i >> 8}.${i & 255}.0/24\nroute l${i} via vpc\n`,
        );
        const { model } = await analyse(memoryHost({}), 'policy.nbroute', `${network}${lists.join('')}`);
        let looks = 0;
        const statements = new Proxy(model.unit.file.statements, {
          get: (target, key): unknown => {
            if (typeof key === 'string' && /^\d/.test(key)) looks++;
            return Reflect.get(target, key);
          },
        });
        diagnostics(
          {
            ...model,
            unit: { ...model.unit, file: { ...model.unit.file, statements } },
          },
          new Map(),
        );
        return looks / count;
      }),
    );
    assert.ok(small > 1 && large < 1.1 * small && large < 100, `${small} and ${large} looks a list`);
  });

  if (isLong)
    it('of a look-up has no limit', async () => {
      const count = 130_000;
      const routes = Array.from(
        { length: count },
        (_, i) => `route 11.${i >> 16}.${(i >> 8) & 255}.${i & 255} via vpc\n`,
      );
      const { model } = await analyse(memoryHost({}), 'policy.nbroute', `${network}${routes.join('')}`);
      assert.ok(lookup(model, { family: 4, base: 0n, length: 0 }).length > count);
    });
});
