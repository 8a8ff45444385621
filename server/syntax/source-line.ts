import type { Characters } from './edited-source';
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
export function sourceLineAt(source: Characters, offset: number, inBlock = false): SourceLine {
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
export function firstWordAt(source: Characters, lineFrom: number): string {
  const line = source.slice(lineFrom, nextLine(source, lineFrom));
  return /^[ \t\uFEFF]*(#|[^\s,#]*)/.exec(line)?.[1] ?? '';
}
