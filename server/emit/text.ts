/** Controls, line and paragraph separators, halves of characters, marks that reorder what is shown, byte order marks. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** A dynamic reference: CloudFormation would put a secret in its place, wherever it stands. */
const reference = /\{\{(?=resolve:)/g;

/** Text as one word of the shell. */
export function quoted(text: string): string {
  // Nothing of that is part of a name that exists.
  const plain = text.replace(obeyed, '?').replace(reference, '{?');
  if (/^[\w.:/-]+$/.test(plain)) return plain;
  // shellcheck takes a dollar in single quotes for a mistake.
  return /[$`]/.test(plain) ? `"${inDoubleQuotes(plain)}"` : `'${plain.replace(/'/g, `'\\''`)}'`;
}

/** Text as it is written between the shell's double quotes. */
export function inDoubleQuotes(text: string): string {
  return text.replace(/[\\$`"]/g, '\\$&');
}

/** Lines of a policy's comment as the shell's. */
export function commentLines(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`));
}

/**
 * Text of the policy made fit for one line of a comment in a script: nothing that a terminal or a parser obeys, nor
 * what the script stands in.
 */
export function commentText(text: string): string {
  return (
    text
      // As Terraform makes all its texts.
      .normalize('NFC')
      .replace(/\p{Cs}/gu, '\ufffd')
      .replace(obeyed, ' ')
      // Not a directive to shellcheck, whoever wrote it.
      .replace(/^\s*shellcheck\b/, '(shellcheck)')
      .replace(reference, '{ {')
      .trimEnd()
  );
}

/** Whether a text can stand as it is in a script, whatever the script stands in: LF, tabs, nothing a parser obeys. */
export function isPlain(text: string): boolean {
  const known = text.replace(/[\t\n]/g, '');
  return known === known.normalize('NFC') && known.search(obeyed) < 0 && known.search(reference) < 0;
}
