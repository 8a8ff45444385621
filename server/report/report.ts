import type { Checked } from '../rules/check';

/** One checked file as reports show it. */
export interface CheckedFile {
  /** As given, with `/`. */
  readonly path: string;
  readonly source: string;
  readonly checked: Checked;
}

/** User text made fit for a terminal or a log: control characters and lone surrogates are shown, never sent. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (char) => {
      const code = char.charCodeAt(0);
      return code < 32 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

/** "1 error", "2 errors". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
