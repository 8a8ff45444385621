import { lineTokens, isSignificant, type Token } from './lexer';
import { contentStart, nextLine } from './lines';

export type { Token };

/** A line of a policy as tokens. */
export interface SourceLine {
  /** Where it begins, after a byte order mark; `next` is where the next line does. */
  readonly from: number;
  readonly next: number;
  /** Its words, strings and punctuation. */
  readonly words: readonly Token[];
  readonly comment: Token | undefined;
}

/** The line of an offset. `inBlock`: the line is in a list's block, after its first line. */
export function sourceLineAt(source: string, offset: number, inBlock = false): SourceLine {
  const from = contentStart(source, offset);
  const next = nextLine(source, from);
  const tokens = lineTokens(source, from, next, inBlock);
  return {
    from,
    next,
    words: tokens.filter(isSignificant),
    comment: tokens.find(({ kind }) => kind === 'comment'),
  };
}

/** The first word of the line that begins at an offset: `#` if it is a comment, '' if it is blank. */
export function firstWordAt(source: string, lineFrom: number): string {
  let from = lineFrom;
  while (source[from] === ' ' || source[from] === '\t' || source[from] === '\uFEFF') from++;
  if (source[from] === '#') return '#';
  let to = from;
  while (to < source.length && !/[\s,#]/.test(source[to])) to++;
  return source.slice(from, to);
}
