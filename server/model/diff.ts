import { bits, comparePrefixes, last, type Family, type Prefix } from '../net/prefix';
import { firstAddress, isEqualToOuter, pieces, prefixAt, type Piece, type Table } from '../net/table';

/** A range of addresses that go another way; rows and ways are -1 where no route matches. */
export interface Change {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly from: { readonly way: number; readonly row: number };
  readonly to: { readonly way: number; readonly row: number };
}

/** A range of addresses that goes the same two ways throughout; a way is -1 where no route matches. */
export interface WayChange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly from: number;
  readonly to: number;
}

/**
 * The ranges that go one way in `before` and another in `after`: ascending, disjoint, maximal. Addresses in `except`
 * are left out.
 */
export function changes(before: Table, after: Table, except: readonly Prefix[] = []): WayChange[] {
  const { family } = before;
  const found: WayChange[] = [];
  const gaps = except.filter((prefix) => prefix.family === family).sort(comparePrefixes);
  let gap = 0;
  const add = (first: bigint, end: bigint, from: number, to: number): void => {
    let at = first;
    while (gap < gaps.length && last(gaps[gap]) < at) gap++;
    // A gap may reach into what comes next.
    for (let i = gap; i < gaps.length && gaps[i].base <= end; i++) {
      if (gaps[i].base > at) found.push({ family, first: at, last: gaps[i].base - 1n, from, to });
      if (last(gaps[i]) >= at) at = last(gaps[i]) + 1n;
    }
    if (at <= end) found.push({ family, first: at, last: end, from, to });
  };
  const [one, other] = [before, after].map((table) => {
    const { count, from, row } = stretches(table);
    // Where the last one ends, nothing begins.
    const begins = (i: number): bigint =>
      i < count ? firstAddress(table, from[i]) : 1n << BigInt(bits(family));
    return { count, begins, way: (i: number) => wayOf(table, row[i]) };
  });
  let at = 0n;
  for (let i = 0, j = 0; i < one.count;) {
    const [a, b] = [one.begins(i + 1), other.begins(j + 1)];
    const next = a < b ? a : b;
    if (one.way(i) !== other.way(j)) add(at, next - 1n, one.way(i), other.way(j));
    if (a === next) i++;
    if (b === next) j++;
    at = next;
  }
  return found;
}

/** Whether two tables send every address the same way: then they are the same stretches. */
export function goSameWays(one: Table, other: Table): boolean {
  const [a, b] = [stretches(one), stretches(other)];
  if (a.count !== b.count) return false;
  const numbers = !one.points && !other.points;
  for (let i = 0; i < a.count; i++) {
    if (wayOf(one, a.row[i]) !== wayOf(other, b.row[i])) return false;
    const same = numbers
      ? a.from[i] === b.from[i]
      : firstAddress(one, a.from[i]) === firstAddress(other, b.from[i]);
    if (!same) return false;
  }
  return true;
}

/**
 * A table as the stretches that go one way, each as long as the way lasts: the position where each begins, and the row
 * that decides there, -1 for none.
 */
export function stretches(table: Table): {
  readonly count: number;
  readonly from: Uint32Array;
  readonly row: Int32Array;
} {
  const from = new Uint32Array(2 * table.count + 1);
  const rows = new Int32Array(2 * table.count + 1);
  const last = table.points ? table.points.length - 1 : 2 ** 32 - 1;
  let count = 0;
  // The row that decides here, -1 for none: what it says lasts until it ends, or one inside it begins.
  let current = -1;
  const begin = (position: number, row: number): void => {
    current = row;
    if (count > 0 && from[count - 1] === position) count--;
    if (count > 0 && wayOf(table, rows[count - 1]) === wayOf(table, row)) return;
    from[count] = position;
    rows[count++] = row;
  };
  const closeUntil = (position: number): void => {
    while (current >= 0 && table.to[current] < position) begin(table.to[current] + 1, table.outer[current]);
  };
  begin(0, -1);
  for (let row = 0; row < table.count; row++) {
    if (isEqualToOuter(table, row)) continue;
    closeUntil(table.from[row]);
    begin(table.from[row], row);
  }
  closeUntil(last);
  return { count, from, row: rows };
}

/**
 * What goes another way, in stretches that one row of each table decides: ascending and disjoint. Addresses in
 * `except` are left out.
 */
export function* differences(before: Table, after: Table, except: readonly Prefix[] = []): Generator<Change> {
  const { family } = before;
  const end = (1n << BigInt(bits(family))) - 1n;
  const left = new Walk(before, end);
  const right = new Walk(after, end);
  const gaps = except.filter((prefix) => prefix.family === family).sort(comparePrefixes);
  let gap = 0;
  let at = 0n;
  while (at <= end) {
    while (gap < gaps.length && last(gaps[gap]) < at) gap++;
    const hole = gaps.at(gap);
    if (hole && hole.base <= at) {
      at = last(hole) + 1n;
      continue;
    }
    const a = left.pieceAt(at);
    const b = right.pieceAt(at);
    let until = a.last < b.last ? a.last : b.last;
    if (hole && hole.base <= until) until = hole.base - 1n;
    const [was, is] = [wayOf(before, a.row), wayOf(after, b.row)];
    if (was !== is)
      yield { family, first: at, last: until, from: { way: was, row: a.row }, to: { way: is, row: b.row } };
    at = until + 1n;
  }
}

/** Neighbours with the same two ways and the same kind as one range, with the rows of the first. */
export function joined(stretches: Iterable<Change>, kind: (change: Change) => unknown): Change[] {
  const found: Change[] = [];
  for (const change of stretches) {
    const before = found[found.length - 1];
    if (before && touches(before, change) && kind(before) === kind(change))
      found[found.length - 1] = { ...before, last: change.last };
    else found.push(change);
  }
  return found;
}

/** Whether `next` begins where `before` ends and goes the same two ways. */
export function touches(before: Change, next: Change): boolean {
  return (
    before.family === next.family &&
    before.last + 1n === next.first &&
    before.from.way === next.from.way &&
    before.to.way === next.to.way
  );
}

/**
 * added: a longer prefix of `after` takes the addresses · removed: a longer prefix of `before` is gone ·
 * changed: the same prefix leads another way.
 */
export type ChangeKind = 'added' | 'removed' | 'changed';

export function changeKind({ from, to }: Change, before: Table, after: Table): ChangeKind {
  const length = (table: Table, row: number): number => (row < 0 ? -1 : prefixAt(table, row).length);
  const [was, is] = [length(before, from.row), length(after, to.row)];
  return was === is ? 'changed' : is > was ? 'added' : 'removed';
}

/** Steps through a table's pieces in ascending order. */
class Walk {
  private readonly iterator: Iterator<Piece, unknown>;
  private piece: Piece;

  constructor(table: Table, end: bigint) {
    this.iterator = pieces(table, 0n, end)[Symbol.iterator]();
    this.piece = { first: 0n, last: -1n, row: -1 };
  }

  pieceAt(address: bigint): Piece {
    while (this.piece.last < address) {
      const next = this.iterator.next();
      if (next.done === true) break;
      this.piece = next.value;
    }
    return this.piece;
  }
}

function wayOf(table: Table, row: number): number {
  return row < 0 ? -1 : table.way[row];
}
