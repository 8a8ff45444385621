import type { File, Span, Statement } from '../../syntax/ast';
import { sourceLineAt, type Token } from '../../syntax/source-line';
import { statementAt } from '../../syntax/parser';
import { statementNamed, type StatementKeyword } from '../../syntax/statements';
import { contentStart } from '../../syntax/lines';

/** What precedes the cursor on its line: everything that decides which completions fit. */
export interface Context {
  /** The word that the cursor touches, which a completion replaces; empty if there is none. */
  readonly word: Span;
  /** The part of that word before the cursor. */
  readonly typed: string;
  /** The significant tokens before that word. */
  readonly before: readonly Token[];
  /** Whether anything follows that word on the line. */
  readonly more: boolean;
  readonly keyword: StatementKeyword | undefined;
  /** Whether the line is inside a list's block. */
  readonly inBlock: boolean;
  /** The comment that the cursor is in. */
  readonly comment: Token | undefined;
  /** The string that the cursor is in, without its quotes. */
  readonly string: Span | undefined;
  readonly statement: Statement | undefined;
}

/** Reads the line at an offset; the time depends on the line's length, not the file's. */
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

/** A cursor right after a closing quote is outside the string; at the end of a word or a comment it is still inside. */
function isTouched(token: Token, offset: number): boolean {
  if (token.kind === 'string') return offset <= inner(token);
  return token.kind === 'word' || token.kind === 'comment';
}

function inner({ text, from, to }: Token): number {
  return /^"(?:[^"\\]|\\.)*"$/s.test(text) ? to - 1 : Math.max(from + 1, to);
}
