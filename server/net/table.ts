import {
  bits,
  commonBits,
  formatIPv4,
  formatPrefix,
  last,
  coveringPrefix,
  type Family,
  type Prefix,
} from './prefix';
import { countUpTo, lowest } from '../lib/binary-search';

/*
 * A routing table as sorted columns: one row per prefix, ordered by first address, a covering prefix before those it
 * covers. Prefixes nest or are disjoint, so one pass with a stack finds every row's covering row.
 *
 * Rows have *positions*, not addresses. For IPv4 a position is the address. IPv6 addresses do not fit into a number, so
 * IPv6 positions count the distinct points at which a prefix of the table begins or ends:
 *
 *     addresses   ::        2001:db8::        2001:db9::          ffff:…
 *     points      0         1                 2
 *     position    |----0----|--------1--------|--------2----------|
 *
 * No prefix begins or ends within a position, so whatever holds for the position holds for each of its addresses, and
 * every algorithm here works for both families.
 */

/** Rows in ascending order of their owners, which are arbitrary numbers; `action` is a small number. */
export interface Rows {
  readonly family: Family;
  readonly count: number;
  readonly from: Uint32Array;
  readonly length: Uint8Array;
  readonly action: Uint8Array;
  readonly owner: Uint32Array;
  /** Where each position begins; undefined if positions are addresses. */
  readonly points: readonly bigint[] | undefined;
}

/** How a row relates to its covering, equal and more specific rows; see `Table.verdict`. */
export const Verdict = {
  effective: 0,
  repeats: 1,
  conflicts: 2,
  duplicate: 3,
  redundant: 4,
  shadowed: 5,
} as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

export interface Table extends Rows {
  /** Owners below this number have the VPC's own routes. */
  readonly fixed: number;
  /** The last position of each row. */
  readonly to: Uint32Array;
  /**
   * The nearest row that strictly covers this one, -1 for none. One of several rows with an equal prefix is effective,
   * and is the outer row of the others.
   */
  readonly coveringRow: Int32Array;
  /**
   * effective: decides addresses · repeats: equal to an earlier row of the same owner · conflicts: equal to a row with
   * another action · duplicate: equal to an earlier row with the same action · redundant: its outer row has the same
   * action · shadowed: more specific prefixes with other actions cover it completely.
   */
  readonly verdict: Uint8Array;
  /** The number of distinct prefixes. */
  readonly prefixes: number;
  /** The number of steps the sweep took (rows read, pushed and popped), for tests of growth. */
  readonly steps: number;
}

/** Longest-prefix match: the effective row of an address, or -1. */
export function match(table: Table, address: bigint): number {
  return matchPosition(table, positionOf(table, address));
}

/** The effective row of a position, or -1. */
export function matchPosition(table: Table, position: number): number {
  let row = rowsUntil(table, position) - 1;
  while (row >= 0 && (table.to[row] < position || isEqualToCovering(table, row)))
    row = table.coveringRow[row];
  return row;
}

/** Every row that contains an address, the most specific first, and the effective one before its equals. */
export function matches(table: Table, address: bigint): number[] {
  const rows: number[] = [];
  let row = match(table, address);
  while (row >= 0) {
    rows.push(row);
    for (const equal of equalRows(table, row)) rows.push(equal);
    row = table.coveringRow[row];
  }
  return rows;
}

/** The other rows with the prefix of an effective row, in order. */
export function equalRows(table: Table, effective: number): number[] {
  const rows: number[] = [];
  // Equal rows are neighbours.
  const same = (row: number) =>
    table.from[row] === table.from[effective] && table.length[row] === table.length[effective];
  let row = effective;
  while (row > 0 && same(row - 1)) row--;
  for (; row < table.count && same(row); row++) if (row !== effective) rows.push(row);
  return rows;
}

/** Whether another row with the same prefix is effective instead of this one. */
export function isEqualToCovering(table: Table, row: number): boolean {
  const coveringRow = table.coveringRow[row];
  return (
    coveringRow >= 0 &&
    table.from[coveringRow] === table.from[row] &&
    table.length[coveringRow] === table.length[row]
  );
}

/** The first row of those that begin after `position`; the number of rows that begin at or before it. */
export function rowsUntil(table: Rows, position: number): number {
  return countUpTo(table.from, position, table.count);
}

/**
 * The most specific effective row that covers a prefix or is equal to it, -1 for none. The prefix is given by its first
 * position.
 */
export function covering(table: Table, position: number, length: number): number {
  let row = matchPosition(table, position);
  while (row >= 0 && table.length[row] > length) row = table.coveringRow[row];
  return row;
}

/**
 * For each owner of rows of an IPv4 table, from the first that is not fixed, the most specific effective row of `other`
 * that covers its last row or is equal to it, -1 for none.
 */
export function innermost(table: Table, other: Table, owners: number): Int32Array {
  const { count, fixed, from, length, owner } = table;
  const result = new Int32Array(owners);
  let child = -1;
  let next = 0;
  for (let row = 0; row < count; row++) {
    const start = from[row];
    for (; next < other.count && other.from[next] <= start; next++) {
      if (other.from[next] === start && other.length[next] > length[row]) break;
      if (!isEqualToCovering(other, next)) child = next;
    }
    while (child >= 0 && other.to[child] < start) child = other.coveringRow[child];
    if (owner[row] >= fixed) result[owner[row] - fixed] = child;
  }
  return result;
}

/** The effective row of exactly this prefix, or -1. */
export function rowOf(table: Table, { base, length }: Prefix): number {
  const row = covering(table, positionOf(table, base), length);
  return row >= 0 && table.length[row] === length ? row : -1;
}

/** The rows whose prefix is inside `first` to `end`, in order. */
export function* rowsWithin(table: Table, first: bigint, end: bigint): Generator<number> {
  const start = lowest(table.count, (row) => firstAddress(table, table.from[row]) >= first);
  for (let row = start; row < table.count && firstAddress(table, table.from[row]) <= end; row++)
    if (lastAddress(table, table.to[row]) <= end) yield row;
}

/** Where the deciding row changes: `row` decides from `from` up to the next entry, -1 for none. */
export interface Decisions {
  readonly count: number;
  readonly from: Uint32Array;
  readonly row: Int32Array;
}

/** `decidedRanges` of all positions as columns, without an object for each range. */
export function decisions(table: Table): Decisions {
  const { count, from, to } = table;
  const starts = new Uint32Array(2 * count + 1);
  const rows = new Int32Array(2 * count + 1);
  const stack = new Int32Array(129);
  const lastPosition = lastPositionOf(table);
  rows[0] = -1;
  let depth = 0;
  let next = 1;
  for (let row = 0; row <= count; row++) {
    if (row < count && isEqualToCovering(table, row)) continue;
    while (depth > 0 && (row === count || to[stack[depth - 1]] < from[row])) {
      const end = to[stack[--depth]] + 1;
      if (end > lastPosition) continue;
      if (starts[next - 1] !== end) next++;
      starts[next - 1] = end;
      rows[next - 1] = depth > 0 ? stack[depth - 1] : -1;
    }
    if (row === count) break;
    if (starts[next - 1] !== from[row]) next++;
    starts[next - 1] = from[row];
    rows[next - 1] = row;
    stack[depth++] = row;
  }
  return { count: next, from: starts, row: rows };
}

/** Where the action changes: it is `action` from `from` up to the next entry, -1 if no route matches. */
export interface ActionRanges {
  readonly count: number;
  readonly from: Uint32Array;
  readonly action: Int8Array;
}

/**
 * `decisions` by action instead of by row: neighbours with the same action are joined. It sweeps the table itself, because
 * to join the entries of `decisions` takes a seventh longer for all of `minimised`.
 */
export function actionRanges(table: Table): ActionRanges {
  const { count, from, to, action } = table;
  const ranges = { count: 1, from: new Uint32Array(2 * count + 1), action: new Int8Array(2 * count + 1) };
  const stack = new Int32Array(129);
  const lastPosition = lastPositionOf(table);
  ranges.action[0] = -1;
  let depth = 0;
  for (let row = 0; row <= count; row++) {
    if (row < count && isEqualToCovering(table, row)) continue;
    while (depth > 0 && (row === count || to[stack[depth - 1]] < from[row])) {
      const end = to[stack[--depth]] + 1;
      if (end <= lastPosition) changeAction(ranges, end, depth > 0 ? action[stack[depth - 1]] : -1);
    }
    if (row === count) break;
    changeAction(ranges, from[row], action[row]);
    stack[depth++] = row;
  }
  return ranges;
}

/** From this position on, which may be that of the last change, the action is another one. */
function changeAction(ranges: ActionRanges & { count: number }, position: number, action: number): void {
  if (ranges.from[ranges.count - 1] === position && ranges.count > 1) ranges.count--;
  if (ranges.action[ranges.count - 1] === action) return;
  const next = position === 0 ? 0 : ranges.count++;
  ranges.from[next] = position;
  ranges.action[next] = action;
}

/** An address range that one row decides; `row` is -1 if no route matches. */
export interface DecidedRange {
  readonly first: bigint;
  readonly last: bigint;
  readonly row: number;
}

/** The address ranges from `first` to `end`, ascending and without gaps; each is as long as its row decides. */
export function* decidedRanges(table: Table, first: bigint, end: bigint): Generator<DecidedRange> {
  const { count, from, to, coveringRow } = table;
  let at = first;
  let next = rowsUntil(table, positionOf(table, first));
  while (at <= end) {
    const position = positionOf(table, at);
    while (next < count && from[next] <= position) next++;
    let row = next - 1;
    while (row >= 0 && (to[row] < position || isEqualToCovering(table, row))) row = coveringRow[row];
    // The row decides until it ends or a row inside it begins.
    let until = row < 0 ? end : lastAddress(table, to[row]);
    const before = next < count ? firstAddress(table, from[next]) - 1n : end;
    if (before < until) until = before;
    if (end < until) until = end;
    yield { first: at, last: until, row };
    at = until + 1n;
  }
}

function lastOf(family: Family): bigint {
  return (1n << BigInt(bits(family))) - 1n;
}

function lastPositionOf({ points }: Rows): number {
  return points ? points.length - 1 : 0xffffffff;
}

/** The position of an address. */
export function positionOf(table: Rows, address: bigint): number {
  const { points } = table;
  if (!points) return Number(address);
  return lowest(points.length, (i) => points[i] > address) - 1;
}

/** The lowest address of a position. */
export function firstAddress(table: Rows, position: number): bigint {
  return table.points ? table.points[position] : BigInt(position);
}

/** The highest address of a position. */
export function lastAddress(table: Rows, position: number): bigint {
  const { points } = table;
  if (!points) return BigInt(position);
  return position + 1 < points.length ? points[position + 1] - 1n : lastOf(table.family);
}

export function prefixAt(table: Rows, row: number): Prefix {
  return { family: table.family, base: firstAddress(table, table.from[row]), length: table.length[row] };
}

export function prefixText(table: Rows, row: number): string {
  if (table.points) return formatPrefix(prefixAt(table, row));
  return `${formatIPv4(table.from[row])}/${table.length[row]}`;
}

/** The number of leading bits that the first addresses of two rows have in common. */
export function commonLength({ points, from }: Rows, one: number, other: number): number {
  if (!points) return Math.clz32(from[one] ^ from[other]);
  return commonBits(6, points[from[one]], points[from[other]]);
}

/** The row that covers a row once all redundant rows are removed, -1 for none. It has the action of the outer row. */
export function effectiveParent(table: Table, row: number): number {
  let coveringRow = table.coveringRow[row];
  while (coveringRow >= 0 && table.verdict[coveringRow] === Verdict.redundant)
    coveringRow = table.coveringRow[coveringRow];
  return coveringRow;
}

/** Prefixes as rows of one family, which all must have. */
export function rowsOf(family: Family, entries: readonly RowEntry[]): Rows {
  const count = entries.length;
  const rows = {
    family,
    count,
    from: new Uint32Array(count),
    length: new Uint8Array(count),
    action: new Uint8Array(count),
    owner: new Uint32Array(count),
    points: family === 4 ? undefined : pointsOf(entries.map(({ prefix }) => prefix)),
  };
  entries.forEach(({ prefix, action, owner }, row) => {
    rows.from[row] = positionOf(rows, prefix.base);
    rows.length[row] = prefix.length;
    rows.action[row] = action;
    rows.owner[row] = owner;
  });
  return rows;
}

/**
 * Prefixes as columns: the one of `length` that covers a row of the table or, if `half` is 1, the other half of its
 * parent.
 */
export interface CoveringRows {
  readonly count: number;
  readonly row: Uint32Array;
  readonly length: Uint8Array;
  readonly half: Uint8Array;
  readonly action: Uint8Array;
  readonly owner: Uint32Array;
}

/** Prefixes that cover rows of a table, as new rows. */
export function coveringRows(table: Table, { count, row, length, half, action, owner }: CoveringRows): Rows {
  const { family } = table;
  if (family === 6) {
    const entries = Array.from({ length: count }, (_, i) => {
      const { base } = coveringPrefix({ family, value: firstAddress(table, table.from[row[i]]) }, length[i]);
      const size = 1n << BigInt(128 - length[i]);
      const prefix = { family, base: half[i] === 1 ? base ^ size : base, length: length[i] };
      return { prefix, action: action[i], owner: owner[i] };
    });
    return rowsOf(family, entries);
  }
  const from = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const open = hostBits[length[i]];
    const base = table.from[row[i]] & ~open;
    from[i] = half[i] === 1 ? base ^ (open + 1) : base;
  }
  return {
    family,
    count,
    from,
    length: length.subarray(0, count),
    action: action.subarray(0, count),
    owner: owner.subarray(0, count),
    points: undefined,
  };
}

function pointsOf(prefixes: readonly Prefix[]): bigint[] {
  const ends = prefixes.flatMap(({ base, length }) => [base, base + (1n << BigInt(128 - length))]);
  const sorted = [0n, ...ends].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.filter((point, i) => point <= lastOf(6) && point !== sorted[i - 1]);
}

export interface RowEntry {
  readonly prefix: Prefix;
  readonly action: number;
  readonly owner: number;
}

/** The table of the entries of one family; `fixed` as in `tableOf`. */
export function familyTable(family: Family, entries: readonly RowEntry[], fixed = 0): Table {
  return tableOf(
    rowsOf(
      family,
      entries.filter(({ prefix }) => prefix.family === family),
    ),
    fixed,
  );
}

/** The prefixes of one family as a table for `matches`; each has its index among them as owner. */
export function prefixTable(family: Family, prefixes: readonly Prefix[]): Table {
  const own = prefixes.filter((prefix) => prefix.family === family);
  return familyTable(
    family,
    own.map((prefix, owner) => ({ prefix, action: 0, owner })),
  );
}

/**
 * Sorts and sweeps rows into a table, which takes their columns over. Rows whose owner is below `fixed` (the VPC's own
 * routes) get no verdict: such a row is effective unless a row with another action replaces it, and is never shadowed.
 */
export function tableOf(rows: Rows, fixed: number): Table {
  return sweep(rows, fixed, sort(rows));
}

/**
 * One pass over sorted rows. The stack holds the rows that cover the current one, the most specific on top. `covered`
 * is how far each of them is covered by more specific rows, from its first position and without a gap; a row that is
 * covered to its end is shadowed.
 *
 * `covered` ends between two positions, so it is never an integer, and positions above 2^31 change nothing about its
 * representation in V8.
 */
function sweep(rows: Rows, fixed: number, spare?: Sorting): Table {
  const { family, count, from, length, action, owner, points } = rows;
  const { shadowed } = Verdict;
  const to = spare?.position ?? new Uint32Array(count);
  const coveringRow = spare ? new Int32Array(spare.owner.buffer) : new Int32Array(count);
  setEnds(rows, to);
  const verdict = new Uint8Array(count);
  const covered = new Float64Array(129);
  const stack = new Int32Array(129);
  let depth = 0;
  let prefixes = 0;
  let steps = 0;
  for (let row = 0; ;) {
    // Close the rows that end before this one, and all of them at the end.
    while (depth > 0 && (row === count || to[stack[depth - 1]] < from[row])) {
      const top = stack[--depth];
      steps++;
      const isEffective = owner[top] >= fixed && verdict[top] === Verdict.effective;
      verdict[top] = isEffective && covered[depth] > to[top] ? shadowed : verdict[top];
    }
    if (row === count) break;
    const covering = depth > 0 ? stack[depth - 1] : -1;

    let end = row + 1;
    while (end < count && from[end] === from[row] && length[end] === length[row]) end++;
    const effective = end === row + 1 ? row : judgeEqual(rows, row, end, fixed, coveringRow, verdict);
    steps += end - row;
    prefixes++;

    coveringRow[effective] = covering;
    const isSameAction =
      covering >= 0 && action[covering] === action[effective] && verdict[covering] !== Verdict.conflicts;
    // A row that replaces a fixed one is not redundant: without it, the fixed one would be effective again.
    if (isSameAction && owner[row] >= fixed && verdict[effective] === Verdict.effective) {
      // Transparent: rows inside it count for the row that covers it, which has the same action.
      verdict[effective] = Verdict.redundant;
    } else {
      // It covers part of the nearest row that is not redundant; that row covers those below it on the stack.
      let level = depth - 1;
      while (level >= 0 && verdict[stack[level]] === Verdict.redundant) level--;
      if (level >= 0 && covered[level] === from[row] - 0.5) covered[level] = to[effective] + 0.5;
    }
    covered[depth] = from[row] - 0.5;
    stack[depth++] = effective;
    row = end;
  }
  return {
    family,
    count,
    fixed,
    from,
    to,
    length,
    action,
    owner,
    points,
    coveringRow,
    verdict,
    prefixes,
    steps,
  };
}

/**
 * Judges the equal rows from `row` to `end` and returns the effective one: the fixed row unless a row with another
 * action replaces it, else the first.
 */
// oxlint-disable-next-line max-params -- A part of the sweep: an object of arguments would be made for every row.
function judgeEqual(
  { action, owner }: Rows,
  row: number,
  end: number,
  fixed: number,
  coveringRow: Int32Array,
  verdict: Uint8Array,
): number {
  let first = row;
  while (first < end && owner[first] < fixed) first++;
  let mixed = false;
  for (let other = first + 1; other < end; other++) mixed ||= action[other] !== action[first];
  let effective = row;
  if (first > row) {
    for (let other = end - 1; other >= first; other--) if (action[other] !== action[row]) effective = other;
  }
  for (let other = row; other < end; other++) {
    if (other !== effective) coveringRow[other] = effective;
    if (other < first) continue;
    if (mixed) verdict[other] = Verdict.conflicts;
    else if (effective < first) verdict[other] = Verdict.redundant;
    else if (other > first)
      verdict[other] = owner[other] === owner[first] ? Verdict.repeats : Verdict.duplicate;
  }
  return effective;
}

/** Sets where each row ends. */
function setEnds(rows: Rows, to: Uint32Array): void {
  const { family, count, from, length } = rows;
  if (family === 6)
    for (let row = 0; row < count; row++) to[row] = positionOf(rows, last(prefixAt(rows, row)));
  else for (let row = 0; row < count; row++) to[row] = from[row] | hostBits[length[row]];
}

/** The last address of an IPv4 prefix. */
export function endOf(from: number, length: number): number {
  return (from | hostBits[length]) >>> 0;
}

/** The host bits of each prefix length. */
const hostBits = Uint32Array.from({ length: 33 }, (_, length) => 2 ** (32 - length) - 1);

/** Rows while they are sorted: position, owner, and length and action in one number. */
interface Sorting {
  readonly position: Uint32Array;
  readonly owner: Uint32Array;
  readonly lengthAndAction: Uint16Array;
}

/**
 * Orders rows by first position, less specific first; ties keep their order. A radix sort, least significant digit
 * first, so it is linear; whole rows are moved, so that each pass reads memory in order. They are moved between their
 * own columns and others, which are returned for the sweep to use: memory that was never written costs more than a
 * pass over it. Undefined if the rows were sorted already.
 */
function sort(rows: Rows): Sorting | undefined {
  if (isSorted(rows)) return undefined;
  const { count, from, owner, length, action } = rows;
  const { byLength, low, middle, high } = placesOf(rows);
  const own: Sorting = { position: from, owner, lengthAndAction: new Uint16Array(count) };
  const other: Sorting = {
    position: new Uint32Array(count),
    owner: new Uint32Array(count),
    lengthAndAction: new Uint16Array(count),
  };
  scatterByLength(rows, other, byLength);
  scatter(count, other, own, low, 0);
  scatter(count, own, other, middle, 11);
  scatter(count, other, own, high, 22);
  split(own.lengthAndAction, length, action);
  return other;
}

function scatterByLength(
  { count, from, length, action, owner }: Rows,
  into: Sorting,
  slots: Uint32Array,
): void {
  for (let row = 0; row < count; row++) {
    const slot = slots[length[row]]++;
    into.position[slot] = from[row];
    into.owner[slot] = owner[row];
    into.lengthAndAction[slot] = (length[row] << 8) | action[row];
  }
}

/** One pass of the sort, by the 11-bit digit that begins at `bit`. */
function scatter(count: number, rows: Sorting, into: Sorting, slots: Uint32Array, bit: number): void {
  for (let row = 0; row < count; row++) {
    const position = rows.position[row];
    const slot = slots[(position >>> bit) & 2047]++;
    into.position[slot] = position;
    into.owner[slot] = rows.owner[row];
    into.lengthAndAction[slot] = rows.lengthAndAction[row];
  }
}

function split(lengthAndAction: Uint16Array, length: Uint8Array, action: Uint8Array): void {
  for (let row = 0; row < lengthAndAction.length; row++) {
    length[row] = lengthAndAction[row] >>> 8;
    action[row] = lengthAndAction[row] & 255;
  }
}

/** Where the rows of each length, and of each digit of their positions, begin in that order. */
function placesOf({
  count,
  from,
  length,
}: Rows): Readonly<Record<'byLength' | 'low' | 'middle' | 'high', Uint32Array>> {
  const byLength = new Uint32Array(130);
  const [low, middle, high] = [new Uint32Array(2049), new Uint32Array(2049), new Uint32Array(2049)];
  for (let i = 0; i < count; i++) {
    const position = from[i];
    byLength[length[i] + 1]++;
    low[(position & 2047) + 1]++;
    middle[((position >>> 11) & 2047) + 1]++;
    high[(position >>> 22) + 1]++;
  }
  for (const slots of [byLength, low, middle, high])
    for (let i = 1; i < slots.length; i++) slots[i] += slots[i - 1];
  return { byLength, low, middle, high };
}

function isSorted({ count, from, length }: Rows): boolean {
  for (let row = 1; row < count; row++) {
    if (from[row - 1] > from[row] || (from[row - 1] === from[row] && length[row - 1] > length[row]))
      return false;
  }
  return true;
}
