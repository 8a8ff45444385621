import type { Directive, File, ParseError, PlainRoutes, Span, Statement } from './ast';
import { addMoved, copyMoved, nextLine, type GrowingStarts } from './lines';
import { countUpTo, lowest } from '../lib/binary-search';
import { routeColumns, type GrowingRoutes } from './scan';

/** The preceding tree, and the edit: `[from, to)` of its text was replaced, and the rest has moved. */
export interface Before {
  readonly file: File;
  /** The start of a line. */
  readonly from: number;
  readonly to: number;
  /** By how much the text has grown. */
  readonly moved: number;
}

/**
 * The plain routes of an edited text. As long as they are those of the preceding tree, only their offsets are copied:
 * most edits change no plain route.
 */
export interface EditedRoutes {
  readonly before: Before;
  /** How many of the first routes are the preceding ones. */
  kept: number;
  /** The offsets of these. */
  readonly at: Uint32Array;
  /** The routes after them. */
  rest: GrowingRoutes;
}

export function editedRoutes(before: Before): EditedRoutes {
  return { before, kept: 0, at: new Uint32Array(before.file.plain.count), rest: routeColumns(1) };
}

/** What the lines before `end` have. */
interface Head {
  readonly end: number;
  readonly statements: Statement[];
  readonly directives: Directive[];
  readonly errors: ParseError[];
}

/** Reuses the lines before the edit that it cannot have changed. */
export function reuseHead(into: EditedRoutes, lines: GrowingStarts): Head {
  const { file } = into.before;
  const { starts, plain, statements, directives, errors } = file;
  const end = unchangedEnd(into.before);
  into.kept = countUpTo(plain.at, end, plain.count);
  into.at.set(plain.at.subarray(0, into.kept));
  addMoved(starts.subarray(1, countUpTo(starts, end)), 0, lines);
  const isBefore = ({ from }: Span): boolean => from < end;
  return {
    end,
    statements: statements.filter(isBefore),
    directives: directives.filter(isBefore),
    errors: errors.filter(isBefore),
  };
}

/**
 * The end of the last line before an edit with a plain route, or a statement other than a block, which an edit after it
 * may extend. The comments after that line may be directives for the edited one.
 */
function unchangedEnd({ file: { source, plain, statements }, from }: Before): number {
  let count = lowest(statements.length, (i) => statements[i].from >= from);
  for (let limit = from; ; limit = statements[--count].from) {
    const rows = lowest(plain.count, (row) => plain.at[row] >= limit);
    const route = rows > 0 ? plain.at[rows - 1] : -1;
    const statement = count > 0 ? statements[count - 1] : undefined;
    if (!statement || route > statement.from) return route < 0 ? 0 : nextLine(source, route);
    if (statement.kind !== 'prefix-list' || !statement.block) return nextLine(source, statement.from);
  }
}

/** The columns of all routes: those of the preceding tree, except for the offsets, if the routes are the same. */
export function editedColumns({ before, kept, at, rest }: EditedRoutes): PlainRoutes {
  const { count, base, length, action } = before.file.plain;
  const same = { count: kept, at, base, length, action };
  if (rest.count === 0 && kept === count) return same;
  const all = routeColumns(kept + rest.count);
  append(same, 0, kept, 0, all);
  append(rest, 0, rest.count, 0, all);
  return all;
}

/** The routes after the kept ones, with room for more. */
export function restWithRoom(routes: EditedRoutes, more: number): GrowingRoutes {
  const { rest } = routes;
  if (rest.count + more <= rest.at.length) return rest;
  const larger = routeColumns(2 * (rest.count + more));
  append(rest, 0, rest.count, 0, larger);
  return (routes.rest = larger);
}

/** Adds rows of other columns, their offsets reduced by `offset`. */
function append(rows: PlainRoutes, first: number, last: number, offset: number, into: GrowingRoutes): void {
  const row = into.count;
  copyMoved(rows.at.subarray(first, last), offset, into.at, row);
  into.base.set(rows.base.subarray(first, last), row);
  into.length.set(rows.length.subarray(first, last), row);
  into.action.set(rows.action.subarray(first, last), row);
  into.count += last - first;
}

/**
 * Reuses the preceding plain routes from the line at `at` on, up to the first line that is neither a plain route nor a
 * comment nor empty. Returns where the line after them begins, or `at` if there are none. No directive may be waiting
 * for the line. A line's row depends on its own characters only, so the rows are those that parsing would give.
 */
export function reuseRoutes(into: EditedRoutes, at: number, lines: GrowingStarts): number {
  const { file, from, to, moved } = into.before;
  const { source, starts, plain, statements, directives } = file;
  const isAfter = at - moved >= to;
  const start = isAfter ? at - moved : at;
  if (start === 0 || source.slice(start - 1, start) !== '\n') return at;
  const end = isAfter ? source.length : from;
  const first = lowest(plain.count, (row) => plain.at[row] >= start);
  // The first route is on a later line: the parser has to read this one.
  const lineFeed = source.indexOf('\n', start);
  if (first === plain.count || (lineFeed >= 0 && lineFeed < plain.at[first])) return at;
  const statement = statements[lowest(statements.length, (i) => statements[i].from >= start)];
  const directive = directives[lowest(directives.length, (i) => directives[i].from >= start)];
  const limit = Math.min(end, statement?.from ?? end, directive?.from ?? end);
  const last = lowest(plain.count, (row) => plain.at[row] >= limit);
  if (last <= first) return at;

  const offset = start - at;
  if (first === into.kept && into.rest.count === 0) {
    copyMoved(plain.at.subarray(first, last), offset, into.at, first);
    into.kept = last;
  } else append(plain, first, last, offset, restWithRoom(into, last - first));
  const newline = source.indexOf('\n', plain.at[last - 1]);
  const after = newline < 0 ? source.length : newline + 1;
  const [line, followingLine] = [start, after].map((edge) => lowest(starts.length, (i) => starts[i] > edge));
  addMoved(starts.subarray(line, followingLine), offset, lines);
  return after - offset;
}
