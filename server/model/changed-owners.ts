import type { OwnerChange } from '../net/edited-table';
import { areEqual, type Prefix } from '../net/prefix';
import type { PlainRoutes } from '../syntax/ast';

/** What the destinations of a policy's version route. */
interface Version {
  readonly unit: { readonly file: { readonly plain: PlainRoutes } };
  /** The destinations that are not plain routes. */
  readonly destinations: readonly Special[];
  /** Their owners are below those of the destinations. */
  readonly system: readonly unknown[];
}

interface Special {
  /** Its index among all destinations. */
  readonly ordinal: number;
  readonly action: number;
  readonly prefixes: readonly Prefix[];
}

/**
 * What an edit changed: the owners between the destinations that two versions have in common at the beginning and those
 * at the end. Undefined if all are the same, as after most keystrokes.
 */
export function changedOwners(before: Version, after: Version): OwnerChange | undefined {
  const [count, newCount] = [destinationCount(before), destinationCount(after)];
  const head = commonAtStart(before, after);
  if (head === count && head === newCount) return undefined;
  const tail = Math.min(commonAtEnd(before, after), Math.min(count, newCount) - head);
  return { first: after.system.length + head, removed: count - head - tail, added: newCount - head - tail };
}

function destinationCount({ unit, destinations }: Version): number {
  return unit.file.plain.count + destinations.length;
}

function commonAtStart(before: Version, after: Version): number {
  const [specials, others] = [before.destinations, after.destinations];
  let same = 0;
  while (isSame(specials[same], others[same]) && specials[same].ordinal === others[same].ordinal) same++;
  const rows = commonRows(before.unit.file.plain, after.unit.file.plain);
  // The ordinals of what differs first: a plain route, or another destination.
  return Math.min(
    rows + specials.slice(0, same).filter(({ ordinal }, i) => ordinal - i <= rows).length,
    specials[same]?.ordinal ?? destinationCount(before),
    others[same]?.ordinal ?? destinationCount(after),
  );
}

function commonAtEnd(before: Version, after: Version): number {
  const [specials, others] = [[...before.destinations].reverse(), [...after.destinations].reverse()];
  const [last, otherLast] = [destinationCount(before) - 1, destinationCount(after) - 1];
  let same = 0;
  while (
    isSame(specials[same], others[same]) &&
    last - specials[same].ordinal === otherLast - others[same].ordinal
  )
    same++;
  const rows = commonLastRows(before.unit.file.plain, after.unit.file.plain);
  const [special, other] = [specials[same], others[same]];
  return Math.min(
    rows + specials.slice(0, same).filter(({ ordinal }, i) => last - ordinal - i <= rows).length,
    special ? last - special.ordinal : last + 1,
    other ? otherLast - other.ordinal : otherLast + 1,
  );
}

/** Whether both exist and route the same. */
function isSame(one: Special | undefined, other: Special | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.action === other.action &&
    areEqual(one.prefixes, other.prefixes)
  );
}

/** How many of the first plain routes are the same. */
function commonRows(one: PlainRoutes, other: PlainRoutes): number {
  const most = Math.min(one.count, other.count);
  if (one.base === other.base && one.length === other.length && one.action === other.action) return most;
  let row = 0;
  while (row < most && isSameRow(one, row, other, row)) row++;
  return row;
}

/** How many of the last plain routes are the same. */
function commonLastRows(one: PlainRoutes, other: PlainRoutes): number {
  const most = Math.min(one.count, other.count);
  let rows = 0;
  while (rows < most && isSameRow(one, one.count - 1 - rows, other, other.count - 1 - rows)) rows++;
  return rows;
}

function isSameRow(one: PlainRoutes, row: number, other: PlainRoutes, otherRow: number): boolean {
  return (
    one.base[row] === other.base[otherRow] &&
    one.length[row] === other.length[otherRow] &&
    one.action[row] === other.action[otherRow]
  );
}
