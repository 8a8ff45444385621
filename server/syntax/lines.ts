import { textStart } from '../lib/byte-order-mark';
import { countUpTo } from '../lib/binary-search';
import type { Characters } from './edited-source';

const LF = 10;
const CR = 13;

/** A position in a text: line and character from 0, characters in UTF-16 units. LF and CRLF end a line. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Turns offsets of one text into positions; made once per text, at the edge. */
export interface Lines {
  position(offset: number): Position;
  /** The text of a line, without its line break. */
  text(line: number): string;
  readonly count: number;
}

/** A text, with the starts of its lines if they are known because it was parsed. */
export interface Lined {
  readonly source: Characters;
  readonly starts?: Uint32Array;
}

/** The lines of a text; finds their starts unless they are given. */
export function linesOf({ source, starts = startsIn(source) }: Lined): Lines {
  const count = starts.length;
  const start = (line: number): number => (line < count ? starts[line] : source.length);
  return {
    count,
    position: (offset) => {
      const line = Math.max(0, lineAt(starts, offset));
      return { line, character: offset - start(line) };
    },
    text: (line) => source.slice(start(line), lineEnd(source, start(line), start(line + 1))),
  };
}

/** The line number of an offset, by where lines begin. */
export function lineAt(starts: Uint32Array, offset: number): number {
  return countUpTo(starts, offset) - 1;
}

/** Where the line of an offset begins; an offset right after a LF is in the line that begins there. */
export function lineStart(source: Characters, at: number): number {
  // `lastIndexOf` takes a negative start for 0, and would find a LF at 0.
  return at <= 0 ? 0 : source.lastIndexOf('\n', at - 1) + 1;
}

/** Like `lineStart`, but after a byte order mark. */
export function contentStart(source: Characters, at: number): number {
  return Math.max(lineStart(source, at), textStart(source));
}

/** Where the next line begins: after the LF, or at the end of the text. */
export function nextLine(source: Characters, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end + 1;
}

/** The end of a line's text: before its LF, and before any CR at that end or at the end of the text. */
export function lineEnd(source: Characters, from: number, to: number): number {
  let end = to;
  if (end > from && source.charCodeAt(end - 1) === LF) end--;
  while (end > from && source.charCodeAt(end - 1) === CR) end--;
  return end;
}

/** The end of a text's first line. */
export function firstLineEnd(source: Characters): number {
  return lineEnd(source, 0, nextLine(source, 0));
}

/** The line break of a text: CRLF if any line ends in it. */
export function lineBreakOf(source: string): '\r\n' | '\n' {
  return source.includes('\r\n') ? '\r\n' : '\n';
}

/** Where lines begin, ascending, with capacity for more. */
export interface GrowingStarts {
  starts: Uint32Array;
  count: number;
}

/** The first line's start, with capacity for lines as long as a route's, or for a few more than there were. */
export function firstStart(source: Characters, before?: Uint32Array): GrowingStarts {
  return { starts: new Uint32Array(64 + (before?.length ?? source.length >>> 4)), count: 1 };
}

/** Adds the starts of the lines after `from`, up to and including `to`. */
export function addStarts(source: Characters, from: number, to: number, into: GrowingStarts): void {
  for (let at = source.indexOf('\n', from) + 1; at > 0 && at <= to; at = source.indexOf('\n', at) + 1)
    addStart(at, into);
}

export function addStart(at: number, into: GrowingStarts): void {
  if (into.count === into.starts.length) makeRoom(into, 1);
  into.starts[into.count++] = at;
}

/** Adds these starts, each reduced by `offset`. */
export function addMoved(starts: Uint32Array, offset: number, into: GrowingStarts): void {
  makeRoom(into, starts.length);
  copyMoved(starts, offset, into.starts, into.count);
  into.count += starts.length;
}

/** Copies offsets, each reduced by `offset`, to `place` and after it. */
export function copyMoved(offsets: Uint32Array, offset: number, into: Uint32Array, place: number): void {
  if (offset === 0) into.set(offsets, place);
  else for (let i = 0; i < offsets.length; i++) into[place + i] = offsets[i] - offset;
}

function makeRoom(into: GrowingStarts, more: number): void {
  const { starts, count } = into;
  if (count + more <= starts.length) return;
  into.starts = new Uint32Array(2 * (count + more));
  into.starts.set(starts);
}

function startsIn(source: Characters): Uint32Array {
  const starts = firstStart(source);
  addStarts(source, 0, source.length, starts);
  return starts.starts.subarray(0, starts.count);
}
