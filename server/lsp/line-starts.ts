import type { Span } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import { lineAt } from '../syntax/lines';

// The protocol's line breaks: LF, CRLF or CR.
const LF = 10;
const CR = 13;

/** The offset of each line's first character, ascending; the first is 0. */
export function lineStarts(source: Characters): Uint32Array {
  return Uint32Array.from([0, ...startsWithin(source, 0, source.length)]);
}

/**
 * Updates line starts after a span of the text was replaced by `written` characters: rescans the lines at the span and
 * shifts those below.
 */
export function changedLineStarts(
  before: Uint32Array,
  source: Characters,
  { from, to }: Span,
  writtenLength: number,
): Uint32Array {
  const moved = from + writtenLength - to;
  // A line feed at the start of the span joins a carriage return before it.
  const first = Math.max(0, lineAt(before, from) - 1);
  const next = lineAt(before, to) + 1;
  const end = next < before.length ? before[next] + moved : source.length + 1;
  const inside = startsWithin(source, before[first], Math.min(end - 1, source.length));
  const starts = new Uint32Array(first + 1 + inside.length + before.length - next);
  starts.set(before.subarray(0, first + 1));
  starts.set(inside, first + 1);
  const below = first + 1 + inside.length;
  for (let i = next; i < before.length; i++) starts[below + i - next] = before[i] + moved;
  return starts;
}

/** The end of a line, before its line break. */
export function lineEndAt(source: Characters, starts: Uint32Array, line: number): number {
  let end = line + 1 < starts.length ? starts[line + 1] : source.length;
  while (end > starts[line] && isBreak(source.charCodeAt(end - 1))) end--;
  return end;
}

/** The starts of lines that begin after `from` and not after `to`. */
function startsWithin(source: Characters, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let at = from; at < to; at++) {
    const code = source.charCodeAt(at);
    if (!isBreak(code)) continue;
    if (code === CR && source.charCodeAt(at + 1) === LF) at++;
    if (at < to) starts.push(at + 1);
  }
  return starts;
}

function isBreak(code: number): boolean {
  return code === LF || code === CR;
}
