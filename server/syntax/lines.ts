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
  const { starts, count } = startsOf(source);
  const start = (line: number): number => (line < count ? starts[line] : source.length);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };
  return {
    count,
    position: (offset) => {
      const line = lineAt(offset);
      return { line, character: offset - start(line) };
    },
    offset: ({ line, character }) => Math.min(start(line) + character, start(line + 1)),
    text: (line) => source.slice(start(line), lineEnd(source, start(line), start(line + 1))),
  };
}

/** Where each line begins: room for lines as a route's, and twice the room whenever it runs out. */
function startsOf(source: string): { readonly starts: Uint32Array; readonly count: number } {
  let starts = new Uint32Array(64 + (source.length >>> 4));
  let count = 1;
  for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) {
    if (count === starts.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = end + 1;
  }
  return { starts, count };
}
