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
