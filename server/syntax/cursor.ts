import type { Characters } from './edited-source';
import type { ParseError, RoleWord, Span, Word, WordRole } from './ast';
import type { Token } from './lexer';
import { quote } from '../lib/quote';
import { unescapedPath } from './quoted-path';

/** A position in a line that is parsed, and what has been parsed so far. */
export interface LineCursor {
  readonly source: Characters;
  /** The significant tokens of the line. */
  readonly tokens: readonly Token[];
  at: number;
  readonly words: RoleWord[];
  readonly errors: ParseError[];
  next: number;
}

export function peek(cursor: LineCursor): Token | undefined {
  return cursor.tokens[cursor.at];
}

export function take(cursor: LineCursor, kind: Token['kind']): Token | undefined {
  const token = peek(cursor);
  if (token?.kind !== kind) return undefined;
  cursor.at++;
  return token;
}

/** Takes this word if it is next; for words that the grammar reserves in a statement. */
export function takeWord(cursor: LineCursor, text: string): Word | undefined {
  const token = peek(cursor);
  if (token?.kind !== 'word' || token.text !== text) return undefined;
  cursor.at++;
  return remembered(cursor, token, 'keyword');
}

/** Takes any word and records its role; without one, the word belongs to an action. */
export function expectWord(
  cursor: LineCursor,
  before: Span,
  what: string,
  role?: WordRole,
): Word | undefined {
  const token = peek(cursor);
  if (token?.kind === 'word') {
    cursor.at++;
    return role ? remembered(cursor, token, role) : word(token);
  }
  reportExpected(cursor, before, what);
  return undefined;
}

export function expectString(cursor: LineCursor, before: Span, what: string): Word | undefined {
  const token = peek(cursor);
  if (token?.kind === 'word') {
    cursor.at++;
    const bare = !/["\\]/.test(token.text);
    reportError(
      cursor,
      token,
      `expected a path in quotes, not ${quote(token.text)}`,
      bare ? `"${token.text}"` : undefined,
    );
    return undefined;
  }
  if (token?.kind !== 'string') {
    reportExpected(cursor, before, what);
    return undefined;
  }
  cursor.at++;
  if (token.text === '""') {
    reportError(cursor, token, `empty path; expected ${what}`);
    return undefined;
  }
  if (!isClosed(token.text)) reportError(cursor, token, 'unclosed string: expected `"` at its end');
  if (token.text === '"') return undefined;
  return remembered(cursor, { ...token, text: unquoted(token.text) }, 'path');
}

function remembered(cursor: LineCursor, { from, to, text }: Word, role: WordRole): Word {
  const roleWord = { from, to, text, role };
  cursor.words.push(roleWord);
  return roleWord;
}

function isClosed(text: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/s.test(text);
}

function unquoted(text: string): string {
  return unescapedPath(text.replace(/^"|"$/g, ''));
}

/** Reports that something is missing after `before`, or what is there instead, and skips the rest of the line. */
export function reportExpected(cursor: LineCursor, before: Span, what: string): void {
  const token = peek(cursor);
  reportError(
    cursor,
    token ?? before,
    token
      ? `expected ${what}, not ${quote(token.text)}`
      : `expected ${what} after ${quotedSource(cursor, before.from, before.to)}`,
  );
  cursor.at = cursor.tokens.length;
}

export function reportError(
  cursor: LineCursor,
  { from, to }: Span,
  message: string,
  solution: string | Pick<ParseError, 'fix'> | undefined = {},
): void {
  const rest = typeof solution === 'string' ? { replacement: solution } : (solution ?? {});
  cursor.errors.push({ rule: 'syntax-error', from, to, message, ...rest });
}

export function quotedSource(cursor: LineCursor, from: number, to: number): string {
  return quote(cursor.source.slice(from, to));
}

export function word({ from, to, text }: Token): Word {
  return { from, to, text };
}
