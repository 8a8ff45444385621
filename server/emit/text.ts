/** Text as one word of the shell. */
export function quoted(text: string): string {
  // No control character is part of a name that exists, and a shell drops NUL.
  const plain = text.replace(/\p{Cc}/gu, '?');
  if (/^[\w.:/-]+$/.test(plain)) return plain;
  // shellcheck takes a dollar in single quotes for a mistake.
  return /[$`]/.test(plain) ? `"${plain.replace(/[\\$`"]/g, '\\$&')}"` : `'${plain.replace(/'/g, `'\\''`)}'`;
}

/** Lines of a policy's comment as the shell's. */
export function commentLines(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`));
}

/** Text of the policy made fit for one line of a comment in a script: nothing that a terminal or a parser obeys. */
export function commentText(text: string): string {
  return (
    text
      // Controls, line and paragraph separators, marks that reorder what is shown, byte order marks.
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, ' ')
      .replace(/\p{Cs}/gu, '\ufffd')
      // Not a directive to shellcheck, whoever wrote it.
      .replace(/^\s*shellcheck\b/, '(shellcheck)')
      .trimEnd()
  );
}

/** Whether a text can stand as it is in a script, whatever the script stands in: LF, tabs, nothing a parser obeys. */
export function isPlain(text: string): boolean {
  return !/[^\t\n\P{Cc}]|[\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u.test(
    text,
  );
}
