import { oncePer } from '../lib/once-per';
import type { File, Span } from './ast';
import { lineTokens } from './lexer';
import { lineStart, nextLine } from './lines';

/** Spaces other than ours, and line and paragraph separators: they look like separators, but are not. */
const spaces = /[\v\f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164\uffa0]/;

/** Unicode's separators, format characters, controls and fillers, but for space, tab, CR and LF. */
const invisible =
  /[\0-\x08\v\f\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]+/gu;

/** The common names of these characters. */
const names: Readonly<Record<string, string>> = {
  '\xa0': 'no-break space',
  '\xad': 'soft hyphen',
  '\u2007': 'figure space',
  '\u2009': 'thin space',
  '\u200b': 'zero width space',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202f': 'narrow no-break space',
  '\u2060': 'word joiner',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
};

/** A run of invisible characters. */
export interface Invisible extends Span {
  /** "U+00A0 (no-break space)". */
  readonly text: string;
  /** The character to replace the run with, if any. */
  readonly replacement: '' | ' ';
}

/** The invisible characters of a text, in runs. */
export function invisibleIn(text: string): Invisible[] {
  return [...text.matchAll(invisible)].map(({ 0: run, index }) => ({
    from: index,
    to: index + run.length,
    text: [...new Set(run)].map(characterText).join(', '),
    replacement: spaces.test(run) ? ' ' : '',
  }));
}

/** The invisible characters of a text: "U+00A0 (no-break space) at column 3"; empty if it has none. */
export function invisibleText(text: string): string {
  return invisibleIn(text.replace(/[\0-\x1f]/g, ' '))
    .map(({ from, text: spelled }) => `${spelled} at column ${from + 1}`)
    .join(', ');
}

/** A text without invisible characters, and with a space for those that look like one. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, (run) => (spaces.test(run) ? ' ' : ''));
}

function characterText(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = names[character];
  return name === undefined ? `U+${code}` : `U+${code} (${name})`;
}

interface Invisibles {
  readonly characters: readonly Invisible[];
  /** The starts of the lines that have one. */
  readonly lines: ReadonlySet<number>;
}

/**
 * The invisible characters of a file outside comments and strings, in text order. Plain routes have none, so that only
 * other statements are searched.
 */
export function invisibleCharacters(file: File): readonly Invisible[] {
  return invisibles(file).characters;
}

/** Whether a line has an invisible character: other errors on that line are consequences, or wait for its fix. */
export function hasInvisible(file: File, at: number): boolean {
  const { lines } = invisibles(file);
  return lines.size > 0 && lines.has(lineStart(file.source, at));
}

const invisibles = oncePer(({ source, statements }: File): Invisibles => {
  const runs: Invisible[] = [];
  const lines = new Set<number>();
  for (const { from, to } of statements) {
    if (source.slice(from, to).search(invisible) < 0) continue;
    for (let start = lineStart(source, from); start < to; start = nextLine(source, start)) {
      // Comments and strings are the same inside and outside blocks.
      for (const token of lineTokens(source, start, nextLine(source, start), false)) {
        if (token.kind !== 'word') continue;
        for (const each of invisibleIn(token.text)) {
          runs.push({ ...each, from: token.from + each.from, to: token.from + each.to });
          lines.add(start);
        }
      }
    }
  }
  return { characters: runs, lines };
});
