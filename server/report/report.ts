import type { Checked } from '../rules/runner';

/** A text that findings point into. */
export interface SourceFile {
  /** As given, with `/`. */
  readonly path: string;
  readonly source: string;
  /** Where its lines begin, when that is known. */
  readonly starts?: Uint32Array;
}

/** One checked file as reports show it. */
export interface CheckedFile extends SourceFile {
  readonly checked: Checked;
  /** The files it includes, by the paths that findings name them with. */
  readonly others?: ReadonlyMap<string, SourceFile>;
}

/** The file that a finding of `file` names; one that is not known is empty. */
export function sourceNamed(file: CheckedFile, path: string): SourceFile {
  return file.others?.get(path) ?? { path, source: '' };
}

/** Text that needs none of what is below: nearly all that is shown. */
const plain = /^[\x20-\x7e]*$/;

/** User text made fit for a terminal or a log: control characters and lone surrogates are shown, never sent. */
export function printable(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu,
    (char) => {
      const code = char.charCodeAt(0);
      return code < 32 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

/** "1 error", "2 errors"; "1 prefix", "2 prefixes". */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`;
}

/** How wide a character is printed where it is not one column: `\p{Mark}` takes none, a wide one two. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

/** A text with one character for each column it takes in a terminal, all of them ASCII. */
export function columns(text: string): string {
  if (plain.test(text)) return text;
  return printable(text)
    .replace(/\p{Mark}|\p{Emoji_Modifier}/gu, '')
    .replace(wide, '??')
    .replace(/[^\x20-\x7e\t]/gu, '?');
}

/** A text for a terminal that has no Unicode, every character as wide as it was. */
export function inAscii(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/[→…–’]/g, (char) => ({ '→': '>', '…': '.', '–': '-' })[char] ?? "'")
        .split('\u001b')
        .map(columns)
        .join('\u001b'),
    )
    .join('\n');
}

/** A number with its thousands apart: 65,536. */
export function grouped(number: number | bigint): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
