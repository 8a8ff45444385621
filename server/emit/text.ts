/**
 * Characters that terminals, editors or parsers obey: controls, line and paragraph separators, unpaired surrogates,
 * bidirectional marks, byte order marks.
 */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** A dynamic reference, which CloudFormation would replace with a secret wherever it is. */
const reference = /\{\{(?=resolve:)/g;

/** Text as one word of the shell. */
export function quoted(text: string): string {
  // No name of anything that exists has these.
  const plain = text.replace(obeyed, '?').replace(reference, '{?');
  if (/^[\w.:/-]+$/.test(plain)) return plain;
  // shellcheck reports a dollar in single quotes.
  return /[$`]/.test(plain) ? `"${inDoubleQuotes(plain)}"` : `'${plain.replace(/'/g, `'\\''`)}'`;
}

/** Text for use between the shell's double quotes. */
export function inDoubleQuotes(text: string): string {
  return text.replace(/[\\$`"]/g, '\\$&');
}

/** A policy's comment lines as the shell's. */
export function commentLines(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`));
}

/**
 * Text of the policy as one line of a comment in a script, without anything that a terminal, a parser or the output
 * format would obey.
 */
export function commentText(text: string): string {
  return (
    text
      // As Terraform normalises all its strings.
      .normalize('NFC')
      .replace(/\p{Cs}/gu, '\ufffd')
      .replace(obeyed, ' ')
      // So that shellcheck does not read it as a directive.
      .replace(/^\s*shellcheck\b/, '(shellcheck)')
      .replace(reference, '{ {')
      .trimEnd()
  );
}

/** Whether a text can be in a script unchanged, in every output format: LF, tabs, nothing that a parser obeys. */
export function isPlain(text: string): boolean {
  const printable = text.replace(/[\t\n]/g, '');
  return (
    printable === printable.normalize('NFC') &&
    printable.search(obeyed) < 0 &&
    printable.search(reference) < 0
  );
}
