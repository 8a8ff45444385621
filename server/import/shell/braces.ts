/** More words than any command line accepts. */
const mostWords = 100_000;

/**
 * The words of a brace expansion, as texts to parse again; undefined if the braces are literal. Nested braces are
 * expanded, too.
 */
export function braceWords(
  parts: readonly { readonly text: string; readonly isBrace: boolean }[],
): string[] | undefined {
  let words: string[] = [''];
  let isExpanded = false;
  for (const { text, isBrace } of parts) {
    const choices = isBrace ? braceChoices(text) : undefined;
    if (choices) isExpanded = true;
    const added = choices ?? [text];
    if (words.length * added.length > mostWords) return undefined;
    words = words.flatMap((word) => added.map((each) => word + each));
  }
  return isExpanded ? words : undefined;
}

/** The choices of `{a,b}` and `{1..5}`. */
function braceChoices(text: string): string[] | undefined {
  const inner = text.slice(1, -1);
  const parts = topLevelParts(inner);
  if (parts.length > 1) return parts.flatMap((part) => nested(part));
  return sequence(inner);
}

/** A choice with its nested braces expanded. */
function nested(text: string): string[] {
  const open = text.search(/(?<![\\$])\{/);
  if (open < 0) return [text];
  const close = closing(text, open);
  if (close < 0) return [text];
  const choices = braceChoices(text.slice(open, close + 1)) ?? [text.slice(open, close + 1)];
  return choices.flatMap((choice) =>
    nested(text.slice(close + 1)).map((rest) => text.slice(0, open) + choice + rest),
  );
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

function topLevelParts(inner: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at];
    if (char === '\\') at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '{') depth++;
    else if (char === '}') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(inner.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, inner.slice(start)];
}

/** `1..5`, `01..10..3` or `a..e`. */
function sequence(inner: string): string[] | undefined {
  const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/.exec(inner);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,9}))?$/.exec(inner);
  const match = numbers ?? letters;
  if (!match) return undefined;
  const [, from, to, stepText] = match;
  const value = (text: string) => (numbers ? Number(text) : text.charCodeAt(0));
  const [first, last] = [value(from), value(to)];
  const step = Math.abs(Number(stepText ?? 1)) || 1;
  if (Math.abs(last - first) / step > mostWords) return undefined;
  const width =
    numbers && [from, to].some((text) => /^-?0\d/.test(text)) ? Math.max(from.length, to.length) : 0;
  const values: string[] = [];
  for (let n = first; first <= last ? n <= last : n >= last; n += first <= last ? step : -step)
    values.push(numbers ? padded(n, width) : String.fromCharCode(n));
  return values;
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
