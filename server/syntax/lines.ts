import { lineEnd } from './lexer';

/** A place in a text: line and character from 0, characters in UTF-16 units. LF and CRLF end a line. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Turns offsets of one text into positions and back; made once for a text, at the edge. */
export interface Lines {
  position(offset: number): Position;
  offset(position: Position): number;
  /** The text of a line, without its line break. */
  text(line: number): string;
  readonly count: number;
}

export function linesOf(source: string): Lines {
  const starts = [0];
  for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) starts.push(end + 1);
  const start = (line: number): number => starts[line] ?? source.length;
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };
  return {
    count: starts.length,
    position: (offset) => {
      const line = lineAt(offset);
      return { line, character: offset - start(line) };
    },
    offset: ({ line, character }) => Math.min(start(line) + character, start(line + 1)),
    text: (line) => source.slice(start(line), lineEnd(source, start(line), start(line + 1))),
  };
}
