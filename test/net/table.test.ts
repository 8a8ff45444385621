import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { bits, contains, equals, last, type Family, type Prefix } from '../../server/net/prefix';
import { moreSpecificRows } from '../../server/rules/lib/routing';
import {
  actionRanges,
  covering,
  decisions,
  firstAddress,
  innermost,
  effectiveParent,
  equalRows as equalRows,
  match,
  matches,
  decidedRanges,
  prefixAt,
  rowsOf,
  rowsWithin,
  tableOf,
  Verdict,
  type Table,
} from '../../server/net/table';
import { runs } from '../volume';

/*
 * Small address spaces, so that everything can be tried: 64 addresses at the bottom, in the middle or at the top of a
 * family. A row is a prefix of at least /26 (IPv6: /122) with an action from 0 to 2; owners are in order, those below
 * FIXED belong to the system.
 */
const FIXED = 2;
interface Entry {
  readonly prefix: Prefix;
  readonly action: number;
  readonly owner: number;
}

const space: fc.Arbitrary<{
  readonly family: Family;
  readonly base: bigint;
  readonly entries: readonly Entry[];
}> = fc
  .constantFrom<readonly [Family, bigint]>(
    [4, 0n],
    [4, 0x0a000000n],
    [4, 0xffffffc0n],
    [6, 0n],
    [6, (1n << 128n) - 64n],
  )
  .chain(([family, base]) =>
    fc
      .array(
        fc.record({
          at: fc.integer({ min: 0, max: 63 }),
          host: fc.integer({ min: 0, max: 6 }),
          action: fc.integer({ min: 0, max: 2 }),
        }),
        { maxLength: 14 },
      )
      .map((rows) => ({
        family,
        base,
        entries: rows.map(({ at, host, action }, owner) => ({
          prefix: {
            family,
            base: base + BigInt((at >> host) << host),
            length: (family === 4 ? 32 : 128) - host,
          },
          action,
          owner,
        })),
      }))
      // The system has no prefix twice.
      .filter(
        ({ entries }) =>
          !entries
            .slice(0, FIXED)
            .some((a, i) => entries.slice(0, i).some((b) => equals(a.prefix, b.prefix))),
      ),
  );

const addresses = (base: bigint): bigint[] => Array.from({ length: 64 }, (_, i) => base + BigInt(i));

/**
 * The effective one of equal entries: the system's, unless the policy's first entry with another action replaces it.
 */
function effective(entries: readonly Entry[]): Entry[] {
  const effectiveEntries: Entry[] = [];
  for (const entry of entries) {
    const same = entries.filter(({ prefix }) => equals(prefix, entry.prefix));
    const fixed = same.find(({ owner }) => owner < FIXED);
    const ownEntries = same.filter(({ owner }) => owner >= FIXED);
    const winner = fixed
      ? (ownEntries.find(({ action }) => action !== fixed.action) ?? fixed)
      : ownEntries[0];
    if (winner === entry) effectiveEntries.push(entry);
  }
  return effectiveEntries;
}

function longest(entries: readonly Entry[], address: bigint): Entry | undefined {
  return entries
    .filter(({ prefix }) => prefix.base <= address && address <= last(prefix))
    .reduce<Entry | undefined>(
      (best, each) => (best && best.prefix.length >= each.prefix.length ? best : each),
      undefined,
    );
}

function actionAt(table: Table, row: number): number {
  return row < 0 ? -1 : table.action[row];
}

describe('table', () => {
  it('finds the longest match of every address', () => {
    fc.assert(
      fc.property(space, ({ family, base, entries }) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        for (const address of addresses(base)) {
          const expected = longest(effective(entries), address);
          const row = match(table, address);
          assert.strictEqual(row < 0 ? undefined : table.owner[row], expected?.owner);
          const all = entries.filter(({ prefix }) => prefix.base <= address && address <= last(prefix));
          assert.strictEqual(matches(table, address).length, all.length);
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  it('splits a range by the rows that decide', () => {
    fc.assert(
      fc.property(space, fc.nat(63), fc.nat(63), ({ family, base, entries }, a, b) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        const [first, end] = [base + BigInt(Math.min(a, b)), base + BigInt(Math.max(a, b))];
        let at = first;
        for (const piece of decidedRanges(table, first, end)) {
          assert.strictEqual(piece.first, at);
          for (; at <= piece.last; at++) assert.strictEqual(match(table, at), piece.row);
        }
        assert.strictEqual(at, end + 1n);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('finds where the deciding row changes, and where the action does', () => {
    fc.assert(
      fc.property(space, ({ family, entries }) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        const ranges = [...decidedRanges(table, 0n, (1n << BigInt(bits(family))) - 1n)];
        const { count, from, row } = decisions(table);
        const decided = Array.from({ length: count }, (_, i) => [firstAddress(table, from[i]), row[i]]);
        assert.deepStrictEqual(
          decided,
          ranges.map((range) => [range.first, range.row]),
        );
        const actions = actionRanges(table);
        const changes = Array.from({ length: actions.count }, (_, i) => [
          firstAddress(table, actions.from[i]),
          actions.action[i],
        ]);
        assert.deepStrictEqual(
          changes,
          ranges
            .map((range): [bigint, number] => [range.first, actionAt(table, range.row)])
            .filter(([, action], i, all) => i === 0 || all[i - 1][1] !== action),
        );
      }),
      { numRuns: runs(2000) },
    );
  });

  it('finds the innermost rows of another table for all owners at once', () => {
    fc.assert(
      fc.property(
        space.filter(({ family }) => family === 4),
        fc.nat(14),
        ({ family, entries }, split) => {
          const [own, others] = [entries.slice(0, split), entries.slice(split)];
          const [table, other] = [own, others].map((part) => tableOf(rowsOf(family, part), FIXED));
          const free = own.slice(FIXED);
          const expected = free.map(({ prefix }) => covering(other, Number(prefix.base), prefix.length));
          assert.deepStrictEqual([...innermost(table, other, free.length)], expected);
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it('lists the rows inside a range', () => {
    fc.assert(
      fc.property(space, ({ family, base, entries }) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        const outer: Prefix = { family, base: base + 16n, length: (family === 4 ? 32 : 128) - 4 };
        const inside = [...rowsWithin(table, outer.base, last(outer))];
        assert.strictEqual(inside.length, entries.filter(({ prefix }) => contains(outer, prefix)).length);
      }),
    );
  });

  it('gives rows the verdicts that the definitions imply, one by one', () => {
    fc.assert(
      fc.property(space, ({ family, base, entries }) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        for (let row = 0; row < table.count; row++) {
          const entry = entries[table.owner[row]];
          assert.strictEqual(
            table.verdict[row],
            verdict(entries, entry, base),
            JSON.stringify(entry, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
          );
          assert.ok(equals(prefixAt(table, row), entry.prefix));
        }
      }),
      { numRuns: runs(3000) },
    );
  });

  it('keeps the action of every address when redundant, duplicate and shadowed rows are removed', () => {
    fc.assert(
      fc.property(space, ({ family, base, entries }) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        const removable: ReadonlySet<number> = new Set([
          Verdict.redundant,
          Verdict.duplicate,
          Verdict.shadowed,
        ]);
        const left = entries.filter((_, owner) => !removable.has(table.verdict[table.owner.indexOf(owner)]));
        const after = tableOf(rowsOf(family, left), FIXED);
        for (const address of addresses(base))
          assert.strictEqual(actionAt(after, match(after, address)), actionAt(table, match(table, address)));
      }),
      { numRuns: runs(3000) },
    );
  });

  it('finds the rows that override others, ignoring redundant ones', () => {
    fc.assert(
      fc.property(space, ({ family, entries }) => {
        const table = tableOf(rowsOf(family, entries), FIXED);
        const effectiveRows = effective(entries);
        for (let row = 0; row < table.count; row++) {
          const entry = entries[table.owner[row]];
          if (!effectiveRows.includes(entry)) continue;
          const covering = effectiveRows
            .filter((each) => !isRedundant(entries, each))
            .filter(({ prefix }) => contains(prefix, entry.prefix) && !equals(prefix, entry.prefix))
            .reduce<Entry | undefined>(
              (best, each) => (best && best.prefix.length >= each.prefix.length ? best : each),
              undefined,
            );
          const outer = effectiveParent(table, row);
          assert.strictEqual(outer < 0 ? undefined : table.owner[outer], covering?.owner);
          const inner = [...moreSpecificRows(table, row)].map((each) => table.owner[each]);
          const expected = effectiveRows
            .filter((each) => !isRedundant(entries, each))
            .filter(({ prefix }) => contains(entry.prefix, prefix) && !equals(prefix, entry.prefix))
            .filter(
              ({ prefix }, _, all) =>
                !all.some((wider) => contains(wider.prefix, prefix) && !equals(wider.prefix, prefix)),
            )
            .map(({ owner }) => owner);
          assert.deepStrictEqual(inner.sort(), expected.sort());
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  it('takes a bounded number of steps per row, however the rows are arranged', () => {
    for (const shape of [
      (i: number) => [i << 8, 24],
      () => [0x0a000000, 16],
      (i: number) => [(i * 2654435761) >>> 0, 32],
    ] as const) {
      const steps = [1000, 10000].map((count) => {
        const entries = Array.from({ length: count }, (_, i) => {
          const [base, length] = shape(i);
          return { prefix: { family: 4 as const, base: BigInt(base), length }, action: i % 3, owner: i };
        });
        return tableOf(rowsOf(4, entries), 0).steps / count;
      });
      assert.ok(
        steps.every((perRow) => perRow <= 2),
        String(steps),
      );
    }
  });

  it('is sorted in the columns of its rows', () => {
    const entries = [3, 1, 2].map((octet, owner) => ({
      prefix: { family: 4 as const, base: BigInt(octet) << 24n, length: 8 },
      action: 0,
      owner,
    }));
    const rows = rowsOf(4, entries);
    const table = tableOf(rows, 0);
    assert.deepStrictEqual([...table.owner], [1, 2, 0]);
    for (const column of ['from', 'length', 'action', 'owner'] as const)
      assert.strictEqual(table[column], rows[column]);
  });

  it('finds equal rows', () => {
    const prefix: Prefix = { family: 4, base: 0n, length: 8 };
    const table = tableOf(
      rowsOf(
        4,
        [0, 1, 1].map((action, owner) => ({ prefix, action, owner })),
      ),
      0,
    );
    assert.deepStrictEqual(equalRows(table, 0), [1, 2]);
    assert.deepStrictEqual([...table.verdict], [Verdict.conflicts, Verdict.conflicts, Verdict.conflicts]);
  });
});

/** The verdict by definition, without a sweep or a stack. */
function verdict(entries: readonly Entry[], entry: Entry, base: bigint): number {
  if (entry.owner < FIXED) return Verdict.effective;
  const same = entries.filter(({ prefix }) => equals(prefix, entry.prefix));
  const ownEntries = same.filter(({ owner }) => owner >= FIXED);
  if (new Set(ownEntries.map(({ action }) => action)).size > 1) return Verdict.conflicts;
  if (same.some(({ owner, action }) => owner < FIXED && action === entry.action)) return Verdict.redundant;
  if (ownEntries[0] !== entry) return Verdict.duplicate;
  if (isRedundant(entries, entry)) return Verdict.redundant;
  // Shadowed: each address has a more specific effective prefix that is not redundant.
  const left = effective(entries).filter(
    (each) => each === entry || each.owner < FIXED || !isRedundant(entries, each),
  );
  const taken = addresses(base).filter((at) => at >= entry.prefix.base && at <= last(entry.prefix));
  return taken.every((at) => longest(left, at) !== entry) ? Verdict.shadowed : Verdict.effective;
}

function isRedundant(entries: readonly Entry[], entry: Entry): boolean {
  if (entry.owner < FIXED || isConflicted(entries, entry)) return false;
  if (entries.some(({ prefix, owner }) => owner < FIXED && equals(prefix, entry.prefix))) return false;
  const covering = effective(entries).filter(
    ({ prefix }) => contains(prefix, entry.prefix) && !equals(prefix, entry.prefix),
  );
  const nearest = covering.reduce<Entry | undefined>(
    (best, each) => (best && best.prefix.length >= each.prefix.length ? best : each),
    undefined,
  );
  return nearest !== undefined && nearest.action === entry.action && !isConflicted(entries, nearest);
}

function isConflicted(entries: readonly Entry[], entry: Entry): boolean {
  const ownEntries = entries.filter(({ prefix, owner }) => owner >= FIXED && equals(prefix, entry.prefix));
  return new Set(ownEntries.map(({ action }) => action)).size > 1;
}
