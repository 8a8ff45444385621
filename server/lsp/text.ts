import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { textStart } from '../lib/byte-order-mark';
import type { File, Span } from '../syntax/ast';
import { editedSource, type Characters } from '../syntax/edited-source';
import type { Before } from '../syntax/reused-routes';
import { lineAt, lineStart } from '../syntax/lines';
import { parse } from '../syntax/parser';
import type { Encoding } from './encodings';
import { changedLineStarts, lineEndAt, lineStarts } from './line-starts';

/**
 * One version of a text. The only place that converts between offsets, always in UTF-16, and the protocol's positions,
 * in the negotiated encoding.
 */
export interface Text {
  readonly uri: string;
  /** The client's version number; null for a text that it has not opened. */
  readonly version: number | null;
  readonly characters: Characters;
  /** All of them as a string, which nothing that runs at a keystroke needs. */
  readonly source: () => string;
  /** Its tree, parsed on first use, reusing the previous version's tree if there is one. */
  readonly file: () => File;
  /** What the next version can reuse if a span is replaced and the text becomes `moved` characters longer. */
  readonly before: (span: Span, moved: number) => Before | undefined;
  /** The offsets of its lines. */
  readonly starts: () => Uint32Array;
  readonly position: (offset: number) => Position;
  /** A position after the end of a line means that end; one after the last line means the end of the text. */
  readonly offset: (position: Position) => number;
  readonly range: (span: Span) => Range;
  readonly span: (range: Range) => Span;
}

export function textOf(uri: string, version: number | null, source: string, encoding: Encoding): Text {
  return withLines({ uri, version, characters: source }, encoding);
}

/** The next version of a text; each change applies to the result of the previous one. */
export function changedText(
  before: Text,
  version: number,
  changes: readonly TextDocumentContentChangeEvent[],
  encoding: Encoding,
): Text {
  let text = before;
  for (const change of changes) {
    const { uri, characters } = text;
    if (typeof change.text !== 'string') throw new Error('a change without a text');
    if (!('range' in change)) {
      text = textOf(uri, version, change.text, encoding);
      continue;
    }
    // Positions refer to the text before this change.
    const ends = text.span(change.range);
    const from = Math.min(ends.from, ends.to);
    const to = Math.max(ends.from, ends.to);
    const after = editedSource(characters, from, to, change.text);
    const starts = changedLineStarts(text.starts(), after, { from, to }, change.text.length);
    const reusable = text.before({ from, to }, after.length - characters.length);
    text = withLines({ uri, version, characters: after }, encoding, starts, reusable);
  }
  return text.version === version ? text : withLines({ ...text, version }, encoding);
}

function withLines(
  { uri, version, characters }: Pick<Text, 'uri' | 'version' | 'characters'>,
  encoding: Encoding,
  knownLines?: Uint32Array,
  reusable?: Before,
): Text {
  let lines = knownLines;
  let tree: File | undefined;
  let before = reusable;
  const file = (): File => {
    tree ??= parse(characters, before);
    before = undefined;
    return tree;
  };
  const starts = (): Uint32Array => (lines ??= lineStarts(characters));
  // An editor keeps the byte order mark of a file out of its text.
  const first = version === null ? textStart(characters) : 0;
  const startOf = (line: number): number => (line === 0 ? first : starts()[line]);
  const position = (offset: number): Position => {
    const at = Math.max(first, Math.min(offset, characters.length));
    const line = lineAt(starts(), at);
    const start = startOf(line);
    const end = lineEndAt(characters, starts(), line);
    // An offset inside CRLF maps to the end of the line.
    const character = Math.min(at, end) - start;
    return {
      line,
      character: encoding === 'utf-16' ? character : units(characters.slice(start, end), character, encoding),
    };
  };
  const offset = ({ line, character }: Position): number => {
    if (line >= starts().length) return characters.length;
    if (line < 0) return first;
    const [start, end] = [startOf(line), lineEndAt(characters, starts(), line)];
    if (encoding === 'utf-16') return Math.max(start, Math.min(start + character, end));
    return start + advanced(characters.slice(start, end), character, encoding);
  };
  return {
    uri,
    version,
    characters,
    source: () => characters.toString(),
    file,
    starts,
    position,
    offset,
    before: ({ from, to }, moved) => {
      // A line of the language, where unlike in the protocol a lone carriage return is not a line break.
      const line = lineStart(characters, from);
      return tree ? { file: tree, from: line, to, moved } : before && joined(before, line, to, moved);
    },
    range: ({ from, to }) => ({ start: position(from), end: position(to) }),
    span: ({ start, end }) => ({ from: offset(start), to: offset(end) }),
  };
}

/** Combines two consecutive changes; the second one's offsets refer to the text between them. */
function joined(first: Before, from: number, to: number, moved: number): Before {
  return {
    file: first.file,
    from: Math.min(first.from, from),
    to: Math.max(first.to, to - first.moved),
    moved: first.moved + moved,
  };
}

/** The number of code units in an encoding up to an offset. */
function units(text: string, to: number, encoding: Encoding): number {
  let count = 0;
  for (let at = 0; at < to; at += width(text, at)) count += weight(text, at, encoding);
  return count;
}

/** The offset after some units of a text, at most its length; inside a character, its beginning. */
function advanced(text: string, count: number, encoding: Encoding): number {
  let at = 0;
  for (let remaining = count; at < text.length; at += width(text, at)) {
    remaining -= weight(text, at, encoding);
    if (remaining < 0) break;
  }
  return Math.min(at, text.length);
}

/** The length in UTF-16 units of the character at an offset. */
function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function weight(text: string, at: number, encoding: Encoding): number {
  const code = text.codePointAt(at) ?? 0;
  if (encoding === 'utf-32') return 1;
  if (encoding === 'utf-16') return code > 0xffff ? 2 : 1;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
