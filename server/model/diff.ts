import { bits, comparePrefixes, last, type Family, type Prefix } from '../net/prefix';
import { firstAddress, isEqualToCovering, prefixAt, type Table } from '../net/table';

/** A range of addresses whose action differs; rows and actions are -1 if no route matches. */
export interface Change {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly from: { readonly action: number; readonly row: number };
  readonly to: { readonly action: number; readonly row: number };
}

/**
 * The ranges whose actions differ between `before` and `after`: ascending, disjoint, maximal. The rows are those of
 * each range's beginning.
 */
export function changes(before: Table, after: Table, except: readonly Prefix[] = []): Change[] {
  return joined(differences(before, after, except));
}

/** Whether two tables have the same action for every address. */
export function haveSameActions(one: Table, other: Table): boolean {
  const [a, b] = [firstRange(one), firstRange(other)];
  const areNumbers = !one.points && !other.points;
  for (;;) {
    if (actionAt(one, a.row) !== actionAt(other, b.row)) return false;
    const isSameStart = areNumbers
      ? a.from === b.from
      : firstAddress(one, a.from) === firstAddress(other, b.from);
    if (!isSameStart) return false;
    const hasMore = moveToOtherAction(a);
    if (moveToOtherAction(b) !== hasMore) return false;
    if (!hasMore) return true;
  }
}

/** A range that one row decides, -1 for none; it is moved along the table. */
interface MovingRange {
  readonly table: Table;
  from: number;
  row: number;
  /** The first row that begins after `from`. */
  next: number;
}

function firstRange(table: Table): MovingRange {
  const range = { table, from: 0, row: -1, next: 0 };
  if (table.count > 0 && table.from[0] === 0) moveOn(range);
  return range;
}

/** The ranges of a table, each with one deciding row: the position where each begins, and the row, -1 for none. */
interface TableRanges {
  readonly count: number;
  readonly from: Uint32Array;
  readonly row: Int32Array;
}

function rangesOf(table: Table): TableRanges {
  const from = new Uint32Array(2 * table.count + 1);
  const row = new Int32Array(2 * table.count + 1);
  const range = firstRange(table);
  let count = 0;
  do {
    from[count] = range.from;
    row[count++] = range.row;
  } while (moveOn(range));
  return { count, from, row };
}

/** Moves to the range after this one; returns whether there is one. */
function moveOn(range: MovingRange): boolean {
  const { table } = range;
  const { count, from, to, coveringRow, points } = table;
  const last = points ? points.length - 1 : 2 ** 32 - 1;
  let { row, next } = range;
  let start = -1;
  // Rows may end and begin at the same position.
  for (;;) {
    while (next < count && isEqualToCovering(table, next)) next++;
    const begins = next < count ? from[next] : last;
    const ends = row >= 0 && to[row] < begins;
    if (!ends && next === count) break;
    const position = ends ? to[row] + 1 : begins;
    if (start >= 0 && position > start) break;
    start = position;
    row = ends ? coveringRow[row] : next++;
  }
  if (start < 0) return false;
  range.from = start;
  range.row = row;
  range.next = next;
  return true;
}

/** Moves to the next range with another action; returns whether there is one. */
function moveToOtherAction(range: MovingRange): boolean {
  const { table } = range;
  const before = actionAt(table, range.row);
  while (moveOn(range)) if (actionAt(table, range.row) !== before) return true;
  return false;
}

/**
 * What is routed differently, in ranges that one row of each table decides: ascending and disjoint, without the
 * addresses in `except`.
 */
export function differences(before: Table, after: Table, except: readonly Prefix[] = []): Change[] {
  const { family } = before;
  const [one, other] = [rangesOf(before), rangesOf(after)];
  const gaps = except.filter((prefix) => prefix.family === family).sort(comparePrefixes);
  const changed: Change[] = [];
  let [at, gap] = [0n, 0];
  for (let i = 0, j = 0; i < one.count;) {
    const [a, b] = [endOf(before, one, i), endOf(after, other, j)];
    const end = a < b ? a : b;
    const from = { action: actionAt(before, one.row[i]), row: one.row[i] };
    const to = { action: actionAt(after, other.row[j]), row: other.row[j] };
    // A prefix of `except` splits a range, and may extend into the following ones.
    while (from.action !== to.action && at <= end) {
      while (gap < gaps.length && last(gaps[gap]) < at) gap++;
      const hole = gaps[gap]?.base <= end ? gaps[gap] : undefined;
      const until = hole ? hole.base - 1n : end;
      if (at <= until) changed.push({ family, first: at, last: until, from, to });
      at = (hole ? last(hole) : end) + 1n;
    }
    if (at <= end) at = end + 1n;
    if (a === end) i++;
    if (b === end) j++;
  }
  return changed;
}

/** The last address of a range. */
function endOf(table: Table, { count, from }: TableRanges, index: number): bigint {
  return index + 1 < count
    ? firstAddress(table, from[index + 1]) - 1n
    : (1n << BigInt(bits(table.family))) - 1n;
}

/** Joins neighbouring ranges with the same two actions; the rows are those of the first. */
export function joined(parts: readonly Change[]): Change[] {
  const joinedChanges: Change[] = [];
  for (const change of parts) {
    const before = joinedChanges[joinedChanges.length - 1];
    if (before && touches(before, change))
      joinedChanges[joinedChanges.length - 1] = { ...before, last: change.last };
    else joinedChanges.push(change);
  }
  return joinedChanges;
}

/** Whether `next` begins where `before` ends, and has the same two actions. */
export function touches(before: Change, next: Change): boolean {
  return (
    before.family === next.family &&
    before.last + 1n === next.first &&
    before.from.action === next.from.action &&
    before.to.action === next.to.action
  );
}

/**
 * added: a more specific prefix of `after` decides · removed: a more specific prefix of `before` is gone · changed: the
 * same prefix has another action.
 */
export type ChangeKind = 'added' | 'removed' | 'changed';

export function changeKind({ from, to }: Change, before: Table, after: Table): ChangeKind {
  const length = (table: Table, row: number): number => (row < 0 ? -1 : prefixAt(table, row).length);
  const [was, is] = [length(before, from.row), length(after, to.row)];
  return was === is ? 'changed' : is > was ? 'added' : 'removed';
}

function actionAt(table: Table, row: number): number {
  return row < 0 ? -1 : table.action[row];
}
