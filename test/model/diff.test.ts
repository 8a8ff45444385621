import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { changeKind, changes, differences, type ChangeKind } from '../../server/model/diff';
import { bits, last, type Family, type Prefix } from '../../server/net/prefix';
import { rowsOf, tableOf } from '../../server/net/table';
import { runs } from '../volume';

/*
 * Two tables over 64 addresses at the bottom, in the middle or at the top of a family, and every address looked up in
 * plain lists of prefixes.
 *
 *     before  |------ action 0 -------|      |- 1 -|
 *     after   |-- 0 --||- 2 -||-- 0 --|   |---- 1 ----|
 *     change           |-----|            |--|     |--|
 */
interface Entry {
  readonly prefix: Prefix;
  readonly action: number;
}

const places: readonly (readonly [Family, bigint])[] = [
  [4, 0n],
  [4, 0x0a000000n],
  [4, 0xffffffc0n],
  [6, 0n],
  [6, 0x20010db8n << 96n],
  [6, (1n << 128n) - 64n],
];

const spaces = fc.constantFrom(...places).chain(([family, base]) => {
  const prefix = fc
    .record({ at: fc.integer({ min: 0, max: 63 }), host: fc.integer({ min: 0, max: 6 }) })
    .map(({ at, host }) => ({
      family,
      base: base + BigInt((at >> host) << host),
      length: bits(family) - host,
    }));
  const entries = fc.uniqueArray(fc.record({ prefix, action: fc.integer({ min: 0, max: 2 }) }), {
    maxLength: 12,
    selector: ({ prefix: each }) => `${each.base}/${each.length}`,
  });
  return fc.record({
    base: fc.constant(base),
    family: fc.constant(family),
    before: entries,
    after: entries,
    except: fc.array(prefix, { maxLength: 3 }),
  });
});

function longest(entries: readonly Entry[], address: bigint): Entry | undefined {
  const matching = entries.filter(({ prefix }) => prefix.base <= address && address <= last(prefix));
  return matching.sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

const table = (family: Family, entries: readonly Entry[]) =>
  tableOf(
    rowsOf(
      family,
      entries.map((entry, owner) => ({ ...entry, owner })),
    ),
    0,
  );

describe('differences of two tables', () => {
  it('are those found by looking up every address: exact, ascending, disjoint and as long as possible', () => {
    fc.assert(
      fc.property(spaces, ({ family, base, before, after, except }) => {
        const [one, other] = [table(family, before), table(family, after)];
        const differences = changes(one, other, except);
        const expected: { first: bigint; last: bigint; from: number; to: number }[] = [];
        for (let address = base; address < base + 64n; address++) {
          if (except.some((prefix) => prefix.base <= address && address <= last(prefix))) continue;
          const from = longest(before, address)?.action ?? -1;
          const to = longest(after, address)?.action ?? -1;
          if (from === to) continue;
          const run = expected[expected.length - 1];
          if (run && run.last + 1n === address && run.from === from && run.to === to) run.last = address;
          else expected.push({ first: address, last: address, from, to });
        }
        assert.deepStrictEqual(
          differences.map(({ first, last: end, from, to }) => ({
            first,
            last: end,
            from: from.action,
            to: to.action,
          })),
          expected,
        );
      }),
      { numRuns: runs(3000) },
    );
  });

  it('are distinguished: added by a more specific prefix, removed with one, changed on the same', () => {
    fc.assert(
      fc.property(spaces, ({ family, before, after }) => {
        const [one, other] = [table(family, before), table(family, after)];
        for (const change of differences(one, other))
          for (let address = change.first; address <= change.last; address++) {
            const [was, is] = [longest(before, address), longest(after, address)];
            const more = (is?.prefix.length ?? -1) - (was?.prefix.length ?? -1);
            const kind: ChangeKind = more > 0 ? 'added' : more < 0 ? 'removed' : 'changed';
            assert.strictEqual(changeKind(change, one, other), kind);
            assert.deepStrictEqual(
              [change.from.action, change.to.action],
              [was?.action ?? -1, is?.action ?? -1],
            );
          }
      }),
      { numRuns: runs(1000) },
    );
  });
});
