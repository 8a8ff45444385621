import type { File } from './ast';
import { addMoved, type GrowingStarts } from './lines';
import { lowest } from '../lib/binary-search';
import type { GrowingRoutes } from './scan';

/** A tree whose text became another one: of its text `[from, to)` was written anew, and what is behind has moved. */
export interface Before {
  readonly file: File;
  /** Where a line begins. */
  readonly from: number;
  readonly to: number;
  /** How much longer the text is now. */
  readonly moved: number;
}

/**
 * Takes over the plain routes from the line at `at` on that were there before, as far as nothing else stood between
 * them but comments and empty lines. The result is where the line behind them begins; `at` where there are none. No
 * directive is to wait for the line. A line is read from its own characters alone, so what is taken over is what
 * reading it again would give.
 */
export function takeKnown(
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
  // Not on this line: the parser has to look at it.
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
  into.count += last - first;
  const newline = source.indexOf('\n', plain.at[last - 1]);
  const after = newline < 0 ? source.length : newline + 1;
  const [line, followingLine] = [start, after].map((edge) => lowest(starts.length, (i) => starts[i] > edge));
  addMoved(starts.subarray(line, followingLine), offset, lines);
  return after - offset;
}
