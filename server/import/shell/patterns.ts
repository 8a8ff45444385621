import type { Word, WordPart } from 'unbash';
import { isKnown, type ShellText, type Unknown } from './values';

/** A shell pattern as a regular expression without anchors; `longest` is whether `*` is greedy. */
export function patternSource(glob: string, longest = true): string {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at];
    if (char === '\\' && at + 1 < glob.length) source += literal(glob[++at]);
    else if (char === '*') source += longest ? '[^]*' : '[^]*?';
    else if (char === '?') source += '[^]';
    else if (char === '[') {
      const end = bracketEnd(glob, at);
      source += end < 0 ? literal(char) : bracket(glob.slice(at, end + 1));
      if (end >= 0) at = end;
    } else source += literal(char);
  }
  return source;
}

/** Text as a literal in a regular expression. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function bracketEnd(glob: string, from: number): number {
  let at = from + 1;
  if (glob[at] === '!' || glob[at] === '^') at++;
  if (glob[at] === ']') at++;
  for (; at < glob.length; at++) {
    if (glob[at] === '[' && glob[at + 1] === ':') {
      const close = glob.indexOf(':]', at + 2);
      if (close > 0) at = close + 1;
    } else if (glob[at] === ']') return at;
  }
  return -1;
}

const classes: Readonly<Record<string, string>> = {
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  xdigit: '0-9A-Fa-f',
  punct: '!-\\/:-@\\[-`{-~',
};

/** A bracket expression of a glob or a POSIX regular expression. */
export function bracket(text: string): string {
  const inner = text.slice(1, -1);
  const isNegated = inner.startsWith('!') || inner.startsWith('^');
  const body = (isNegated ? inner.slice(1) : inner)
    .replace(/\\/g, '\\\\')
    .replace(/\]/g, '\\]')
    .replace(/\[:(\w+):\\\]/g, (_, name: string) => classes[name] ?? '')
    .replace(/\[(?!\])/g, (open, at: number, whole: string) => (whole[at - 1] === '\\' ? open : '\\['));
  return `[${isNegated ? '^' : ''}${body}]`;
}

/** A pattern word as a regular expression's source; quoted parts are literal. */
export function wordPattern(
  word: Word,
  expand: (part: WordPart) => { readonly text: ShellText; readonly isQuoted: boolean },
  longest = true,
): string | Unknown {
  const isExtended = word.parts?.some(({ type }) => type === 'ExtendedGlob');
  // The parser knows these only in the patterns of `case` and `[[`.
  if (isExtended !== true && /[?*+@!]\(/.test(word.text))
    return { reason: `the pattern \`${word.text}\` is not supported` };
  if (!word.parts) return literal(word.value);
  let source = '';
  for (const part of word.parts) {
    if (part.type === 'Glob') source += patternSource(part.text, longest);
    else if (part.type === 'ExtendedGlob') source += extended(part.operator, part.pattern, longest);
    else {
      const { text, isQuoted } = expand(part);
      if (!isKnown(text)) return text;
      source += isQuoted ? literal(text) : patternSource(text, longest);
    }
  }
  return source;
}

/** `@(a|b)` and similar. */
function extended(operator: string, pattern: string, longest: boolean): string {
  const choices = pattern.split('|').map((each) => patternSource(each, longest));
  const group = `(?:${choices.join('|')})`;
  if (operator === '!') return `(?!${group}$)[^]*`;
  return operator === '@' ? group : `${group}${operator}`;
}

/** A regular expression; undefined if the pattern is invalid, or could take exponential time. */
export function regExp(source: string, flags = ''): RegExp | undefined {
  if (source.length > 2000 || /\)[*+{]\S*\)[*+{]/.test(source)) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** A POSIX regular expression, basic or extended, in JavaScript's syntax. */
export function posixSource(text: string, isExtended: boolean): string {
  let source = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '[') {
      const end = bracketEnd(text, at);
      if (end >= 0) {
        source += bracket(text.slice(at, end + 1));
        at = end;
        continue;
      }
    }
    if (char === '\\' && at + 1 < text.length) {
      const following = text[++at];
      const isOperator = '(){}|+?'.includes(following);
      if (isOperator) source += isExtended ? `\\${following}` : following;
      else if (/[1-9wWsSbB]/.test(following)) source += `\\${following}`;
      else source += literal(following);
    } else if ('(){}|+?'.includes(char)) source += isExtended ? char : `\\${char}`;
    else if (char === '/') source += '\\/';
    else source += char;
  }
  return source;
}
