import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { File, Span } from '../syntax/ast';
import type { Before } from '../syntax/reused-routes';
import { lineAt, lineStart } from '../syntax/lines';
import { parse } from '../syntax/parser';
import { changedLineStarts, lineEndAt, lineStarts } from './line-starts';

/** How a client counts the characters of a line. */
export const encodings = ['utf-16', 'utf-8', 'utf-32'] as const;
export type Encoding = (typeof encodings)[number];

/**
 * One version of a text. The only place where offsets (always UTF-16) and the protocol's positions (counted as
 * agreed with the client) are turned into each other.
 */
export interface Text {
  readonly uri: string;
  /** The client's; null for a text that it has not opened. */
  readonly version: number | null;
  readonly source: string;
  /** Its tree, made when it is first asked for: out of the one of the text before where that is known. */
  readonly file: () => File;
  /** What is known of a text that comes from this one by a span of it written anew, `moved` longer. */
  readonly before: (span: Span, moved: number) => Before | undefined;
  /** Where its lines begin. */
  readonly starts: () => Uint32Array;
  readonly position: (offset: number) => Position;
  /** A position behind a line's end is that end, one behind the last line the end of the text. */
  readonly offset: (position: Position) => number;
  readonly range: (span: Span) => Range;
  readonly span: (range: Range) => Span;
}

export function textOf(uri: string, version: number | null, source: string, encoding: Encoding): Text {
  return withLines({ uri, version, source }, encoding);
}

/** The next version of a text: each change is made to what those before it left. */
export function changedText(
  before: Text,
  version: number,
  changes: readonly TextDocumentContentChangeEvent[],
  encoding: Encoding,
): Text {
  let text = before;
  for (const change of changes) {
    const { uri, source } = text;
    if (typeof change.text !== 'string') throw new Error('a change without a text');
    if (!('range' in change)) {
      text = textOf(uri, version, change.text, encoding);
      continue;
    }
    // Positions are of the text as it is before this change.
    const ends = text.span(change.range);
    const from = Math.min(ends.from, ends.to);
    const to = Math.max(ends.from, ends.to);
    // Joined, not added: a sum is kept in its parts, and every look at a character goes through them.
    const after = [source.slice(0, from), change.text, source.slice(to)].join('');
    const starts = changedLineStarts(text.starts(), after, { from, to }, change.text.length);
    const known = text.before({ from, to }, after.length - source.length);
    text = withLines({ uri, version, source: after }, encoding, starts, known);
  }
  return text.version === version ? text : textOf(text.uri, version, text.source, encoding);
}

function withLines(
  { uri, version, source }: Pick<Text, 'uri' | 'version' | 'source'>,
  encoding: Encoding,
  knownLines?: Uint32Array,
  known?: Before,
): Text {
  let lines = knownLines;
  let tree: File | undefined;
  let before = known;
  const file = (): File => {
    tree ??= parse(source, before);
    before = undefined;
    return tree;
  };
  const starts = (): Uint32Array => (lines ??= lineStarts(source));
  const position = (offset: number): Position => {
    const at = Math.max(0, Math.min(offset, source.length));
    const line = lineAt(starts(), at);
    const start = starts()[line];
    // Between the two of CRLF is the line's end.
    const character = Math.min(at, lineEndAt(source, starts(), line)) - start;
    return {
      line,
      character: encoding === 'utf-16' ? character : units(source, start, start + character, encoding),
    };
  };
  const offset = ({ line, character }: Position): number => {
    if (line >= starts().length) return source.length;
    if (line < 0) return 0;
    const [start, end] = [starts()[line], lineEndAt(source, starts(), line)];
    if (encoding === 'utf-16') return Math.max(start, Math.min(start + character, end));
    return advanced(source, start, end, character, encoding);
  };
  return {
    ...{ uri, version, source, file, starts, position, offset },
    before: ({ from, to }, moved) => {
      // The language's line: a carriage return alone ends one of the protocol's only.
      const line = lineStart(source, from);
      return tree ? { file: tree, from: line, to, moved } : before && joined(before, line, to, moved);
    },
    range: ({ from, to }) => ({ start: position(from), end: position(to) }),
    span: ({ start, end }) => ({ from: offset(start), to: offset(end) }),
  };
}

/** A change and one behind it, whose offsets are of the text between them, as one. */
function joined(first: Before, from: number, to: number, moved: number): Before {
  return {
    file: first.file,
    from: Math.min(first.from, from),
    to: Math.max(first.to, to - first.moved),
    moved: first.moved + moved,
  };
}

/** How many code units of an encoding the text between two offsets has. */
function units(source: string, from: number, to: number, encoding: Encoding): number {
  let count = 0;
  for (let at = from; at < to; at += width(source, at)) count += weight(source, at, encoding);
  return count;
}

/** The offset that many units on, at most `to`; in the middle of a character its beginning. */
function advanced(source: string, from: number, to: number, wanted: number, encoding: Encoding): number {
  let at = from;
  for (let left = wanted; at < to; at += width(source, at)) {
    left -= weight(source, at, encoding);
    if (left < 0) break;
  }
  return Math.min(at, to);
}

/** UTF-16 units of the character at an offset. */
function width(source: string, at: number): number {
  return (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function weight(source: string, at: number, encoding: Encoding): number {
  const code = source.codePointAt(at) ?? 0;
  if (encoding === 'utf-32') return 1;
  if (encoding === 'utf-16') return code > 0xffff ? 2 : 1;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
