import { bits, comparePrefixes, last, type Family, type Prefix } from '../net/prefix';
import { pieces, prefixAt, type Piece, type Table } from '../net/table';

/** A range of addresses that go another way; rows and ways are -1 where no route matches. */
export interface Change {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly from: { readonly way: number; readonly row: number };
  readonly to: { readonly way: number; readonly row: number };
}

/** The ranges that go one way in `before` and another in `after`: ascending, disjoint, maximal; the rows are the first ones'. */
export function changes(before: Table, after: Table, except: readonly Prefix[] = []): Change[] {
  return joined(differences(before, after, except), () => 0);
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
