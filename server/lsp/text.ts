import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Span } from '../syntax/ast';

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
  readonly position: (offset: number) => Position;
  /** A position behind a line's end is that end, one behind the last line the end of the text. */
  readonly offset: (position: Position) => number;
  readonly range: (span: Span) => Range;
  readonly span: (range: Range) => Span;
}

export function textOf(uri: string, version: number | null, source: string, encoding: Encoding): Text {
  return counted(TextDocument.create(uri, 'nbroute', version ?? 0, source), version, encoding);
}

/** The next version of a text: each change is made to what those before it left. */
export function changedText(
  { uri, source }: Text,
  version: number,
  changes: readonly TextDocumentContentChangeEvent[],
  encoding: Encoding,
): Text {
  const document = TextDocument.create(uri, 'nbroute', version, source);
  for (const change of changes) {
    // Positions are of the text as it is before this change.
    const { span } = counted(document, version, encoding);
    const utf16 = !('range' in change)
      ? change
      : { text: change.text, range: rangeOf(document, span(change.range)) };
    TextDocument.update(document, [utf16], version);
  }
  return counted(document, version, encoding);
}

function rangeOf(document: TextDocument, { from, to }: Span): Range {
  return { start: document.positionAt(from), end: document.positionAt(to) };
}

function counted(document: TextDocument, version: number | null, encoding: Encoding): Text {
  const { uri } = document;
  const source = document.getText();
  const position = (offset: number): Position => {
    const at = document.positionAt(offset);
    if (encoding === 'utf-16') return at;
    const start = document.offsetAt({ line: at.line, character: 0 });
    return { line: at.line, character: units(source, start, start + at.character, encoding) };
  };
  const offset = (at: Position): number => {
    if (encoding === 'utf-16') return document.offsetAt(at);
    const start = document.offsetAt({ line: at.line, character: 0 });
    const end = document.offsetAt({ line: at.line, character: Number.MAX_SAFE_INTEGER });
    return advanced(source, start, end, at.character, encoding);
  };
  return {
    ...{ uri, version, source, position, offset },
    range: ({ from, to }) => ({ start: position(from), end: position(to) }),
    span: ({ start, end }) => ({ from: offset(start), to: offset(end) }),
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
