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
 * A routing table as sorted columns: a row a prefix, ordered by first address, an enclosing prefix before
 * what it encloses. Prefixes nest or are disjoint, so one pass with a stack finds every row's enclosing row.
 *
 * Rows speak of *positions*, not addresses. For IPv4 a position is the address. IPv6 addresses do not fit a
 * number, so its positions count the distinct points at which a prefix of the table begins or ends:
 *
 *     addresses   ::        2001:db8::        2001:db9::          ffff:…
 *     points      0         1                 2
 *     position    |----0----|--------1--------|--------2----------|
 *
 * Within one position no prefix begins or ends, so everything that holds for the position holds for each
 * address in it, and every algorithm here works on both families unchanged.
 */

/** Rows in the order of their owners (any number), each a prefix with the way it leads (a small number). */
export interface Rows {
  readonly family: Family;
  readonly count: number;
  readonly from: Uint32Array;
  readonly length: Uint8Array;
  readonly action: Uint8Array;
  readonly owner: Uint32Array;
  /** Where each position begins; undefined where a position is the address. */
  readonly points: readonly bigint[] | undefined;
}

/** What a row is to the rows around it; see `Table.verdict`. */
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
  /** The last position of each row. */
  readonly to: Uint32Array;
  /**
   * The nearest row that strictly encloses this one, -1 for none. Of rows with an equal prefix one stands for
   * all, the others have it as their outer row.
   */
  readonly outer: Int32Array;
  /**
   * stands: takes addresses · repeats: equal to an earlier row of the same owner · conflicts: equal to a row of
   * another way · duplicate: equal to an earlier row of the same way · redundant: its outer row goes the same
   * way · shadowed: longer prefixes that go another way take every address.
   */
  readonly verdict: Uint8Array;
  /** How many different prefixes it has. */
  readonly prefixes: number;
  /** How many steps the sweep took: rows read, pushed and popped. For tests of growth. */
  readonly steps: number;
}

/** Longest-prefix match for an address: the standing row, or -1. */
export function match(table: Table, address: bigint): number {
  return matchPosition(table, positionOf(table, address));
}

/** The standing row for a position, or -1. */
export function matchPosition(table: Table, position: number): number {
  let row = rowsUntil(table, position) - 1;
  while (row >= 0 && (table.to[row] < position || isEqualToOuter(table, row))) row = table.outer[row];
  return row;
}

/** Every row that contains an address, longest first; of equal ones the standing row first. */
export function matches(table: Table, address: bigint): number[] {
  const found: number[] = [];
  let row = match(table, address);
  while (row >= 0) {
    found.push(row);
    for (const equal of equalRows(table, row)) found.push(equal);
    row = table.outer[row];
  }
  return found;
}

/** The other rows with the prefix of a standing row, in order. */
export function equalRows(table: Table, effective: number): number[] {
  const found: number[] = [];
  // Equal rows are neighbours.
  const same = (row: number) =>
    table.from[row] === table.from[effective] && table.length[row] === table.length[effective];
  let row = effective;
  while (row > 0 && same(row - 1)) row--;
  for (; row < table.count && same(row); row++) if (row !== effective) found.push(row);
  return found;
}

/** Whether this row only repeats the prefix of another one, which stands for it. */
export function isEqualToOuter(table: Table, row: number): boolean {
  const outer = table.outer[row];
  return outer >= 0 && table.from[outer] === table.from[row] && table.length[outer] === table.length[row];
}

/** The first row from which all rows begin behind `position`: how many begin at or before it. */
export function rowsUntil(table: Rows, position: number): number {
  return countUpTo(table.from, position, table.count);
}

/** The innermost standing row that contains a prefix or is it, -1 for none; the prefix by its first position. */
export function covering(table: Table, position: number, length: number): number {
  let row = matchPosition(table, position);
  while (row >= 0 && table.length[row] > length) row = table.outer[row];
  return row;
}

/** For each row of an IPv4 table the innermost standing row of another that contains it or is it, -1 for none. */
export function innermost(table: Table, other: Table): Int32Array {
  const { count, from, length } = table;
  const found = new Int32Array(count);
  let inner = -1;
  let next = 0;
  for (let row = 0; row < count; row++) {
    const start = from[row];
    for (; next < other.count && other.from[next] <= start; next++) {
      if (other.from[next] === start && other.length[next] > length[row]) break;
      if (!isEqualToOuter(other, next)) inner = next;
    }
    while (inner >= 0 && other.to[inner] < start) inner = other.outer[inner];
    found[row] = inner;
  }
  return found;
}

/** The standing row of exactly this prefix, or -1. */
export function rowOf(table: Table, { base, length }: Prefix): number {
  const row = covering(table, positionOf(table, base), length);
  return row >= 0 && table.length[row] === length ? row : -1;
}

/** The rows whose prefix lies inside `first` to `end`, or is equal to it, in order. */
export function* rowsWithin(table: Table, first: bigint, end: bigint): Generator<number> {
  const start = lowest(table.count, (row) => firstAddress(table, table.from[row]) >= first);
  for (let row = start; row < table.count && firstAddress(table, table.from[row]) <= end; row++)
    if (lastAddress(table, table.to[row]) <= end) yield row;
}

/** Where the deciding row changes, for all positions of a table: `row` decides from `from` up to the next one, -1 for none. */
export interface Decisions {
  readonly count: number;
  readonly from: Uint32Array;
  readonly row: Int32Array;
}

/** The same that `pieces` gives, of the whole address space as columns: one pass, and nothing made for each piece. */
export function decisions(table: Table): Decisions {
  const { count, from, to } = table;
  const starts = new Uint32Array(2 * count + 1);
  const rows = new Int32Array(2 * count + 1);
  const stack = new Int32Array(129);
  rows[0] = -1;
  let depth = 0;
  let next = 1;
  for (let row = 0; row <= count; row++) {
    if (row < count && isEqualToOuter(table, row)) continue;
    while (depth > 0 && (row === count || to[stack[depth - 1]] < from[row])) {
      const end = to[stack[--depth]] + 1;
      if (end > 0xffffffff) continue;
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

/** A stretch of addresses that one row decides; `row` is -1 where no route matches. */
export interface Piece {
  readonly first: bigint;
  readonly last: bigint;
  readonly row: number;
}

/** The stretches of `first` to `end`, ascending and without gaps, each as long as its deciding row lasts. */
export function* pieces(table: Table, first: bigint, end: bigint): Generator<Piece> {
  const { count, from, to, outer } = table;
  let at = first;
  let next = rowsUntil(table, positionOf(table, first));
  while (at <= end) {
    const position = positionOf(table, at);
    while (next < count && from[next] <= position) next++;
    let row = next - 1;
    while (row >= 0 && (to[row] < position || isEqualToOuter(table, row))) row = outer[row];
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

/** The position an address lies in. */
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

/** A row's prefix as text. */
export function prefixText(table: Rows, row: number): string {
  if (table.points) return formatPrefix(prefixAt(table, row));
  return `${formatIPv4(table.from[row])}/${table.length[row]}`;
}

/** How many leading bits the first addresses of two rows have in common. */
export function commonLength({ points, from }: Rows, one: number, other: number): number {
  if (!points) return Math.clz32(from[one] ^ from[other]);
  return commonBits(6, points[from[one]], points[from[other]]);
}

/**
 * The row that stays in force around a row when every redundant row is gone, -1 for none. It goes the same way
 * as the outer row.
 */
export function effectiveParent(table: Table, row: number): number {
  let outer = table.outer[row];
  while (outer >= 0 && table.verdict[outer] === Verdict.redundant) outer = table.outer[outer];
  return outer;
}

/** Prefixes as rows; the family is theirs. */
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

/** Prefixes as columns, each said by a row that lies in it or, where `half` is 1, in the half beside it. */
export interface CoveringRows {
  readonly count: number;
  readonly row: Uint32Array;
  readonly length: Uint8Array;
  readonly half: Uint8Array;
  readonly action: Uint8Array;
  readonly owner: Uint32Array;
}

/** Prefixes around rows of a table as rows of their own. */
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
  const columns = {
    length: length.slice(0, count),
    action: action.slice(0, count),
    owner: owner.slice(0, count),
  };
  return { family, count, from, ...columns, points: undefined };
}

function pointsOf(prefixes: readonly Prefix[]): bigint[] {
  const ends = prefixes.flatMap(({ base, length }) => [base, base + (1n << BigInt(128 - length))]);
  const sorted = [0n, ...ends].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.filter((point, i) => point <= lastOf(6) && point !== sorted[i - 1]);
}

/** A prefix of a table, with its action and its owner. */
export interface RowEntry {
  readonly prefix: Prefix;
  readonly action: number;
  readonly owner: number;
}

/** The table of those entries that are of a family; `fixed` as for `tableOf`. */
export function familyTable(family: Family, entries: readonly RowEntry[], fixed = 0): Table {
  return tableOf(
    rowsOf(
      family,
      entries.filter(({ prefix }) => prefix.family === family),
    ),
    fixed,
  );
}

/** A family's prefixes as a table, each its own owner, to be asked which of them hold an address. */
export function prefixTable(family: Family, prefixes: readonly Prefix[]): Table {
  const own = prefixes.filter((prefix) => prefix.family === family);
  return familyTable(
    family,
    own.map((prefix, owner) => ({ prefix, action: 0, owner })),
  );
}

/**
 * Sorts and sweeps rows into a table. Owners below `fixed` are not judged: of equal rows such a one stands
 * unless a row of another way replaces it, and it always keeps its addresses.
 */
export function tableOf(rows: Rows, fixed: number): Table {
  return sweep(sorted(rows), fixed);
}

/**
 * One pass over sorted rows. The stack holds the rows around the current one, innermost on top. A row that
 * stands covers its addresses for the nearest standing row around it; `covered` is how far, from its first
 * address and without a gap, a row is covered so far. A row covered to its end is shadowed.
 *
 * V8 makes this code while it runs, for what it has seen by then: what comes late, as positions above 2^31 and the first
 * shadowed row, is written so that there is nothing to see. `covered` ends between two positions, and is no integer.
 */
function sweep(rows: Rows, fixed: number): Table {
  const { family, count, from, length, action, owner, points } = rows;
  const { shadowed } = Verdict;
  const to = endsOf(rows);
  const outer = new Int32Array(count);
  const verdict = new Uint8Array(count);
  const covered = new Float64Array(129);
  const stack = new Int32Array(129);
  let depth = 0;
  let prefixes = 0;
  let steps = 0;
  for (let row = 0; ;) {
    // Behind the last row all that are still open close.
    while (depth > 0 && (row === count || to[stack[depth - 1]] < from[row])) {
      const top = stack[--depth];
      steps++;
      const stood = owner[top] >= fixed && verdict[top] === Verdict.effective;
      verdict[top] = stood && covered[depth] > to[top] ? shadowed : verdict[top];
    }
    if (row === count) break;
    const covering = depth > 0 ? stack[depth - 1] : -1;

    let end = row + 1;
    while (end < count && from[end] === from[row] && length[end] === length[row]) end++;
    const effective = end === row + 1 ? row : judgeEqual(rows, row, end, fixed, outer, verdict);
    steps += end - row;
    prefixes++;

    outer[effective] = covering;
    const isSameAction =
      covering >= 0 && action[covering] === action[effective] && verdict[covering] !== Verdict.conflicts;
    // A row that replaces a fixed one is not redundant: without it the fixed one is back.
    if (isSameAction && owner[row] >= fixed && verdict[effective] === Verdict.effective) {
      // Transparent for what is inside: that counts for the row around it, whose way is the same.
      verdict[effective] = Verdict.redundant;
    } else {
      // Cover for the nearest row that is not redundant; those below it on the stack are covered by it.
      let level = depth - 1;
      while (level >= 0 && verdict[stack[level]] === Verdict.redundant) level--;
      if (level >= 0 && covered[level] === from[row] - 0.5) covered[level] = to[effective] + 0.5;
    }
    covered[depth] = from[row] - 0.5;
    stack[depth++] = effective;
    row = end;
  }
  // Written out, so that tables of any origin are of one shape to the engine that runs this.
  return { family, count, from, to, length, action, owner, points, outer, verdict, prefixes, steps };
}

/**
 * Judges the equal rows from `row` to `end`, which all lie in sorted order, and says which one stands for all:
 * the fixed one, unless a row of another way replaces it, else the first.
 */
// oxlint-disable-next-line max-params -- A part of the sweep: an object of arguments would be made for every row.
function judgeEqual(
  { action, owner }: Rows,
  row: number,
  end: number,
  fixed: number,
  outer: Int32Array,
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
    if (other !== effective) outer[other] = effective;
    if (other < first) continue;
    if (mixed) verdict[other] = Verdict.conflicts;
    else if (effective < first) verdict[other] = Verdict.redundant;
    else if (other > first)
      verdict[other] = owner[other] === owner[first] ? Verdict.repeats : Verdict.duplicate;
  }
  return effective;
}

/** Where each row ends. */
function endsOf(rows: Rows): Uint32Array {
  const { family, count, from, length } = rows;
  const to = new Uint32Array(count);
  if (family === 6)
    for (let row = 0; row < count; row++) to[row] = positionOf(rows, last(prefixAt(rows, row)));
  else for (let row = 0; row < count; row++) to[row] = from[row] | hostBits[length[row]];
  return to;
}

/** The bits of an IPv4 address that a prefix of each length leaves open. */
const hostBits = Uint32Array.from({ length: 33 }, (_, length) => 2 ** (32 - length) - 1);

/** Rows on their way through the sort: position, owner, and length and way in one number. */
interface Sorting {
  readonly position: Uint32Array;
  readonly owner: Uint32Array;
  readonly lengthAndAction: Uint16Array;
}

/**
 * The rows ordered by first position, shorter prefix first, in the given order at a tie. Linear: a radix sort, the least
 * significant digit first. All that is known of a row travels with it, so that each pass reads in order.
 */
function sorted(rows: Rows): Rows {
  if (isSorted(rows)) return rows;
  const { family, count, points } = rows;
  const { byLength, byDigit } = placesOf(rows);
  let [here, there] = [sortingOf(count), sortingOf(count)];
  scatterByLength(rows, here, byLength);
  byDigit.forEach((places, digit) => {
    scatter(count, here, there, places, digit * 11);
    [here, there] = [there, here];
  });
  const length = new Uint8Array(count);
  const action = new Uint8Array(count);
  split(here.lengthAndAction, length, action);
  return { family, count, from: here.position, length, action, owner: here.owner, points };
}

function sortingOf(count: number): Sorting {
  return {
    position: new Uint32Array(count),
    owner: new Uint32Array(count),
    lengthAndAction: new Uint16Array(count),
  };
}

function scatterByLength(
  { count, from, length, action, owner }: Rows,
  into: Sorting,
  places: Uint32Array,
): void {
  for (let row = 0; row < count; row++) {
    const place = places[length[row]]++;
    into.position[place] = from[row];
    into.owner[place] = owner[row];
    into.lengthAndAction[place] = (length[row] << 8) | action[row];
  }
}

/** One pass of the sort: by the digit of the position that begins at a bit. */
function scatter(count: number, rows: Sorting, into: Sorting, places: Uint32Array, bit: number): void {
  for (let row = 0; row < count; row++) {
    const position = rows.position[row];
    const place = places[(position >>> bit) & 2047]++;
    into.position[place] = position;
    into.owner[place] = rows.owner[row];
    into.lengthAndAction[place] = rows.lengthAndAction[row];
  }
}

function split(lengthAndAction: Uint16Array, length: Uint8Array, action: Uint8Array): void {
  for (let row = 0; row < lengthAndAction.length; row++) {
    length[row] = lengthAndAction[row] >>> 8;
    action[row] = lengthAndAction[row] & 255;
  }
}

/** Where the rows of each length, and of each digit of their positions, begin when they are put in that order. */
function placesOf({ count, from, length }: Rows): {
  readonly byLength: Uint32Array;
  readonly byDigit: readonly Uint32Array[];
} {
  const byLength = new Uint32Array(130);
  const [low, middle, high] = [new Uint32Array(2049), new Uint32Array(2049), new Uint32Array(2049)];
  for (let i = 0; i < count; i++) {
    const position = from[i];
    byLength[length[i] + 1]++;
    low[(position & 2047) + 1]++;
    middle[((position >>> 11) & 2047) + 1]++;
    high[(position >>> 22) + 1]++;
  }
  for (const places of [byLength, low, middle, high])
    for (let i = 1; i < places.length; i++) places[i] += places[i - 1];
  return { byLength, byDigit: [low, middle, high] };
}

function isSorted({ count, from, length }: Rows): boolean {
  for (let row = 1; row < count; row++) {
    if (from[row - 1] > from[row] || (from[row - 1] === from[row] && length[row - 1] > length[row]))
      return false;
  }
  return true;
}
