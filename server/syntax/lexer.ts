import type { Word } from './ast';
import type { Characters } from './edited-source';
import { lineEnd, nextLine } from './lines';

export type TokenKind =
  'word' | 'string' | 'comma' | 'equals' | 'open' | 'close' | 'space' | 'comment' | 'newline';

/** A token's text is its exact source: the tokens of a text, joined, are the text. */
export interface Token extends Word {
  readonly kind: TokenKind;
}

/** The tokens of a whole text. */
export function tokens(source: string): Token[] {
  const all: Token[] = [];
  let inBlock = false;
  for (let from = 0; from < source.length;) {
    const to = nextLine(source, from);
    const line = lineTokens(source, from, to, inBlock);
    inBlock = opensBlock(line) || (inBlock && !closesBlock(line));
    for (const token of line) all.push(token);
    from = to;
  }
  return all;
}

/**
 * The tokens of the line from `from` to `to`, including its line break. `=`, `{` and `}` are punctuation only where the
 * grammar has them: after `prefix-list`, and in a block.
 */
export function lineTokens(source: Characters, from: number, to: number, inBlock: boolean): Token[] {
  const text = source.slice(from, to);
  const line: Token[] = [];
  let punctuation = inBlock;
  let at = 0;
  const push = (kind: TokenKind, end: number): void => {
    line.push({ kind, from: from + at, to: from + end, text: text.slice(at, end) });
    at = end;
  };
  const end = lineEnd(text, 0, text.length);
  while (at < end) {
    const char = text[at];
    if (isBlank(char)) push('space', spaceEnd(text, at, end));
    else if (char === '#') push('comment', end);
    else if (char === ',') push('comma', at + 1);
    else if (char === '"') push('string', stringEnd(text, at, end));
    else if (punctuation && char === '=') push('equals', at + 1);
    else if (punctuation && char === '{') push('open', at + 1);
    else if (punctuation && char === '}') push('close', at + 1);
    else {
      push('word', wordEnd(text, at, end, punctuation));
      if (line[line.length - 1]?.text === 'prefix-list') punctuation = true;
    }
  }
  if (end < text.length) push('newline', text.length);
  return line;
}

export function opensBlock(line: readonly Token[]): boolean {
  const significant = line.filter(isSignificant);
  return significant[0]?.text === 'prefix-list' && significant[significant.length - 1]?.kind === 'open';
}

export function closesBlock(line: readonly Token[]): boolean {
  return line.some((token) => token.kind === 'close');
}

export function isSignificant(token: Token): boolean {
  return token.kind !== 'space' && token.kind !== 'comment' && token.kind !== 'newline';
}

/** Space, tab, and a CR that is not part of a line break, so that it does not become part of a word. */
function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r';
}

function spaceEnd(text: string, at: number, end: number): number {
  while (at < end && isBlank(text[at])) at++;
  return at;
}

function stringEnd(text: string, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return end;
}

function wordEnd(text: string, at: number, end: number, punctuation: boolean): number {
  let i = at + 1;
  for (; i < end; i++) {
    const char = text[i];
    if (isBlank(char) || char === ',' || char === '#') break;
    if (punctuation && (char === '=' || char === '{' || char === '}')) break;
  }
  return i;
}
