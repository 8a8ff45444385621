import { bits, comparePrefixes, last, type Family, type Prefix } from '../net/prefix';
import { actionRanges, decisions, firstAddress, prefixAt, type Decisions, type Table } from '../net/table';

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
  const [a, b] = [actionRanges(one), actionRanges(other)];
  if (a.count !== b.count) return false;
  const areNumbers = !one.points && !other.points;
  for (let i = 0; i < a.count; i++) {
    if (a.action[i] !== b.action[i]) return false;
    const isSameStart = areNumbers
      ? a.from[i] === b.from[i]
      : firstAddress(one, a.from[i]) === firstAddress(other, b.from[i]);
    if (!isSameStart) return false;
  }
  return true;
}

/**
 * What is routed differently, in ranges that one row of each table decides: ascending and disjoint, without the
 * addresses in `except`.
 */
export function differences(before: Table, after: Table, except: readonly Prefix[] = []): Change[] {
  const { family } = before;
  const [one, other] = [decisions(before), decisions(after)];
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
function endOf(table: Table, { count, from }: Decisions, index: number): bigint {
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
