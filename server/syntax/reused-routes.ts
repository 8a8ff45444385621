import type { File } from './ast';
import { addMoved, type GrowingStarts } from './lines';
import { lowest } from '../lib/binary-search';
import type { GrowingRoutes } from './scan';

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
 * Copies the preceding plain routes from the line at `at` on, up to the first line that is neither a plain route nor a
 * comment nor empty. Returns where the line after them begins, or `at` if there are none. No directive may be waiting
 * for the line. A line's row depends on its own characters only, so the rows are those that parsing would give.
 */
export function reuseRoutes(
  { file, from, to, moved }: Before,
  at: number,
  into: GrowingRoutes,
  lines: GrowingStarts,
): number {
  const { source, starts, plain, statements, directives } = file;
  const isAfter = at - moved >= to;
  const start = isAfter ? at - moved : at;
  if (source[start - 1] !== '\n') return at;
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
  const row = into.count;
  if (offset === 0) into.at.set(plain.at.subarray(first, last), row);
  else for (let i = first; i < last; i++) into.at[row + i - first] = plain.at[i] - offset;
  into.base.set(plain.base.subarray(first, last), row);
  into.length.set(plain.length.subarray(first, last), row);
  into.action.set(plain.action.subarray(first, last), row);
  if (first === row) into.kept += last - first;
  into.count += last - first;
  const newline = source.indexOf('\n', plain.at[last - 1]);
  const after = newline < 0 ? source.length : newline + 1;
  const [line, followingLine] = [start, after].map((edge) => lowest(starts.length, (i) => starts[i] > edge));
  addMoved(starts.subarray(line, followingLine), offset, lines);
  return after - offset;
}
