/** Printable ASCII, the common case, which needs no replacement. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Makes user text safe for a terminal or a log: control characters and lone surrogates are replaced by visible ones.
 */
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

/** Characters that take two columns in a terminal; `\p{Mark}` takes none. */
const wideCharacters =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

/** Replaces a text with as many ASCII characters as it takes columns in a terminal. */
export function columns(text: string): string {
  if (plain.test(text)) return text;
  return printable(text)
    .replace(/\p{Mark}|\p{Emoji_Modifier}/gu, '')
    .replace(wideCharacters, '??')
    .replace(/[^\x20-\x7e\t]/gu, '?');
}

/** Replaces non-ASCII characters for a terminal without Unicode, keeping the width. */
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
