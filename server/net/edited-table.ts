import { lowest } from '../lib/binary-search';
import { covering, endOf, isEqualToCovering, tableOf, type Rows, type Table } from './table';

/** The owners from `first` on, `removed` of them, are replaced with `added` others; those after them keep their order. */
export interface OwnerChange {
  readonly first: number;
  readonly removed: number;
  readonly added: number;
}

/** The outermost prefix around a change, and its rows in the table before the change. */
interface Region {
  readonly from: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
}

/** A region after the change, swept as a table of its own: first the fixed rows that cover it, then its rows. */
interface SweptRegion extends Region {
  readonly table: Table;
  readonly coveringRows: readonly number[];
  /** How many more rows it has than before. */
  readonly growth: number;
}

/** More rows than these are not typed, and are swept with all others. */
const mostTyped = 64;

/**
 * An IPv4 table after a change of its owners; `addedRows` makes the rows of the new ones. Undefined if a full sweep is
 * better: if there are many of them, or if half of the table is in a route around them.
 *
 * A row's verdict depends on the policy's routes that cover it and on the rows in it, and fixed rows have no verdict.
 * So the outermost route of the policy around each changed prefix is swept again with everything in it:
 *
 *     before   . . . . [ 10.0.0.0/8   10.1.0.0/16   10.2.0.0/16 ] . . . . . .
 *     after    . . . . [ 10.0.0.0/8   10.1.0.0/16   10.1.7.0/24   10.2.0.0/16 ] . . . . . .
 *                copied                    swept again                            copied
 */
export function editedTable(before: Table, change: OwnerChange, addedRows: () => Rows): Table | undefined {
  if (before.points || change.removed + change.added > mostTyped) return undefined;
  const [removed, added] = [rowsOfOwners(before, change), addedRows()];
  if (removed.length + added.count > mostTyped) return undefined;
  const regions = regionsOf(before, removed, added);
  const inside = regions.reduce((sum, { start, end }) => sum + end - start, 0);
  if (2 * inside > before.count) return undefined;
  const swept = regions.map((region) => sweptRegion(before, change, added, region));
  return joined({ before, change, regions: swept });
}

/** A change of a table, as far as its regions are swept. */
interface Edit {
  readonly before: Table;
  readonly change: OwnerChange;
  readonly regions: readonly SweptRegion[];
}

function rowsOfOwners({ count, owner }: Table, { first, removed }: OwnerChange): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row++)
    if (owner[row] >= first && owner[row] < first + removed) rows.push(row);
  return rows;
}

/** The regions around the changed prefixes, ascending and disjoint. */
function regionsOf(before: Table, removed: readonly number[], added: Rows): Region[] {
  const regions = removed.map((row) => regionOf(before, before.from[row], before.length[row]));
  for (let row = 0; row < added.count; row++)
    regions.push(regionOf(before, added.from[row], added.length[row]));
  regions.sort((a, b) => a.from - b.from || a.length - b.length);
  let covered = -1;
  return regions.filter(({ from, length }) => {
    if (from <= covered) return false;
    covered = endOf(from, length);
    return true;
  });
}

function regionOf(before: Table, from: number, length: number): Region {
  let outermost = { from, length };
  for (let row = covering(before, from, length); row >= 0; row = before.coveringRow[row])
    if (before.owner[row] >= before.fixed) outermost = { from: before.from[row], length: before.length[row] };
  const last = endOf(outermost.from, outermost.length);
  const start = lowest(before.count, (row) => !precedes(before, row, outermost));
  return { ...outermost, start, end: lowest(before.count, (row) => before.from[row] > last) };
}

/** Whether a row is before a prefix in a table's order. */
function precedes(rows: Rows, row: number, { from, length }: Pick<Region, 'from' | 'length'>): boolean {
  return rows.from[row] < from || (rows.from[row] === from && rows.length[row] < length);
}

function sweptRegion(before: Table, change: OwnerChange, added: Rows, region: Region): SweptRegion {
  const { start, end } = region;
  const coveringRows: number[] = [];
  for (let row = covering(before, region.from, region.length); row >= 0; row = before.coveringRow[row])
    if (row < start) coveringRows.unshift(row);
  const last = endOf(region.from, region.length);
  const here = Array.from({ length: added.count }, (_, row) => row)
    .filter((row) => added.from[row] >= region.from && added.from[row] <= last)
    .sort((a, b) => added.from[a] - added.from[b] || added.length[a] - added.length[b] || a - b);
  const rows = columnsFor(coveringRows.length + end - start + here.length);
  for (const row of coveringRows) put(before, row, before.owner[row], rows);
  let next = 0;
  for (let row = start; row < end; row++) {
    const owner = before.owner[row];
    if (isRemoved(change, owner)) continue;
    // Of equal rows, those of earlier owners come first.
    const at = { from: before.from[row], length: before.length[row] + (owner < change.first ? 0 : 1) };
    for (; next < here.length && precedes(added, here[next], at); next++)
      put(added, here[next], added.owner[here[next]], rows);
    put(before, row, movedOwner(change, owner), rows);
  }
  for (; next < here.length; next++) put(added, here[next], added.owner[here[next]], rows);
  const table = tableOf(trimmed(rows), before.fixed);
  return { ...region, table, coveringRows, growth: table.count - coveringRows.length - (end - start) };
}

function isRemoved({ first, removed }: OwnerChange, owner: number): boolean {
  return owner >= first && owner < first + removed;
}

function movedOwner({ first, removed, added }: OwnerChange, owner: number): number {
  return owner < first ? owner : owner + added - removed;
}

/** Rows that are being collected. */
interface Collected extends Rows {
  count: number;
}

function columnsFor(count: number): Collected {
  return {
    family: 4,
    count: 0,
    from: new Uint32Array(count),
    length: new Uint8Array(count),
    action: new Uint8Array(count),
    owner: new Uint32Array(count),
    points: undefined,
  };
}

function put({ from, length, action }: Rows, row: number, owner: number, into: Collected): void {
  const at = into.count++;
  into.from[at] = from[row];
  into.length[at] = length[row];
  into.action[at] = action[row];
  into.owner[at] = owner;
}

function trimmed({ family, count, from, length, action, owner, points }: Rows): Rows {
  return {
    family,
    count,
    from: from.subarray(0, count),
    length: length.subarray(0, count),
    action: action.subarray(0, count),
    owner: owner.subarray(0, count),
    points,
  };
}

/** The columns of a table that is being put together. */
type Columns = Pick<Table, 'from' | 'to' | 'length' | 'action' | 'owner' | 'coveringRow' | 'verdict'>;

/** The rows outside the regions, as they were, and the swept ones. */
function joined(edit: Edit): Table {
  const { before, regions } = edit;
  const count = before.count + regions.reduce((sum, { growth }) => sum + growth, 0);
  const into = {
    from: new Uint32Array(count),
    to: new Uint32Array(count),
    length: new Uint8Array(count),
    action: new Uint8Array(count),
    owner: new Uint32Array(count),
    coveringRow: new Int32Array(count),
    verdict: new Uint8Array(count),
  };
  let { prefixes } = before;
  let steps = 0;
  let row = 0;
  let shift = 0;
  for (const region of regions) {
    const { start, end, table, coveringRows, growth } = region;
    copyOutside(edit, row, start, into);
    copySwept(region, start + shift, regions, into);
    for (let old = start; old < end; old++) if (!isEqualToCovering(before, old)) prefixes--;
    prefixes += table.prefixes - coveringRows.length;
    steps += table.steps;
    shift += growth;
    row = end;
  }
  copyOutside(edit, row, before.count, into);
  const { family, fixed, points } = before;
  return { family, count, fixed, points, ...into, prefixes, steps };
}

/** How far the rows from here on have moved, of those outside the regions. */
function shiftAt(regions: readonly SweptRegion[], row: number): number {
  let shift = 0;
  for (const { end, growth } of regions) if (end <= row) shift += growth;
  return shift;
}

function copyOutside({ before, change, regions }: Edit, start: number, end: number, into: Columns): void {
  const shift = shiftAt(regions, start);
  copyColumns(before, start, end, start + shift, into);
  const unmoved = regions[0]?.start ?? before.count;
  for (let row = start; row < end; row++) {
    const coveringRow = before.coveringRow[row];
    into.coveringRow[row + shift] =
      coveringRow < unmoved ? coveringRow : coveringRow + shiftAt(regions, coveringRow);
  }
  if (change.added !== change.removed)
    for (let row = start + shift; row < end + shift; row++)
      into.owner[row] = movedOwner(change, into.owner[row]);
}

function copySwept(
  { table, coveringRows }: SweptRegion,
  at: number,
  regions: readonly SweptRegion[],
  into: Columns,
): void {
  const fixed = coveringRows.length;
  copyColumns(table, fixed, table.count, at, into);
  for (let row = fixed; row < table.count; row++) {
    const coveringRow = table.coveringRow[row];
    const fixedRow = coveringRows[coveringRow];
    into.coveringRow[at + row - fixed] =
      coveringRow < 0
        ? -1
        : coveringRow >= fixed
          ? at + coveringRow - fixed
          : fixedRow + shiftAt(regions, fixedRow);
  }
}

/** Copies all columns but that of the covering rows, whose numbers change. */
function copyColumns(rows: Table, start: number, end: number, at: number, into: Columns): void {
  into.from.set(rows.from.subarray(start, end), at);
  into.to.set(rows.to.subarray(start, end), at);
  into.length.set(rows.length.subarray(start, end), at);
  into.action.set(rows.action.subarray(start, end), at);
  into.owner.set(rows.owner.subarray(start, end), at);
  into.verdict.set(rows.verdict.subarray(start, end), at);
}
