import type { File, Span, Statement } from '../../syntax/ast';
import { sourceLineAt, type Token } from '../../syntax/source-line';
import { statementAt } from '../../syntax/parser';
import { statementNamed, type StatementKeyword } from '../../syntax/statements';
import { contentStart } from '../../syntax/lines';

/** What a cursor stands behind on its line: all that decides what can be written there. */
export interface Context {
  /** What is written over: the word the cursor touches, or nothing. */
  readonly word: Span;
  /** The text of that word up to the cursor. */
  readonly typed: string;
  /** The significant tokens before that word. */
  readonly before: readonly Token[];
  /** Whether something stands behind that word on the line. */
  readonly more: boolean;
  readonly keyword: StatementKeyword | undefined;
  /** Whether the line is one of a list's block. */
  readonly inBlock: boolean;
  /** The comment the cursor is in. */
  readonly comment: Token | undefined;
  /** The string the cursor is in, its quotes left out. */
  readonly string: Span | undefined;
  readonly statement: Statement | undefined;
}

/** Reads the line around an offset. Takes its time from the line, not from the file. */
export function contextAt(file: File, offset: number): Context {
  const { source } = file;
  const from = contentStart(source, offset);
  const statement = statementAt(file, offset);
  const inBlock =
    statement?.kind === 'prefix-list' && statement.block && statement.from < from && offset <= statement.to;
  const { words, comment } = sourceLineAt(source, offset, inBlock);
  const at = [...words, ...(comment ? [comment] : [])].find(
    (token) => token.from < offset && offset <= token.to && isTouched(token, offset),
  );
  const word =
    at?.kind === 'word'
      ? { from: at.from, to: at.to }
      : { from: Math.max(from, offset), to: Math.max(from, offset) };
  const before = words.filter((token) => token.to <= word.from && token !== at);
  const keyword = before.length > 0 ? statementNamed(before[0].text)?.keyword : undefined;
  return {
    word,
    typed: source.slice(word.from, offset),
    before,
    more: words.some((token) => token.from >= word.to && token !== at),
    keyword: inBlock ? 'prefix-list' : keyword,
    inBlock,
    comment: at === comment ? comment : undefined,
    string: at?.kind === 'string' ? { from: at.from + 1, to: inner(at) } : undefined,
    statement,
  };
}

/** A cursor right behind a closed string is no longer in it; behind a word or in a comment's line it still is. */
function isTouched(token: Token, offset: number): boolean {
  if (token.kind === 'string') return offset <= inner(token);
  return token.kind === 'word' || token.kind === 'comment';
}

function inner({ text, from, to }: Token): number {
  return /^"(?:[^"\\]|\\.)*"$/s.test(text) ? to - 1 : Math.max(from + 1, to);
}
