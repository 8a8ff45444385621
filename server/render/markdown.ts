/**
 * A code span of any text, in one line. CommonMark 0.31, 6.1: it ends at a run of as many backticks, and one space on
 * each side is no part of it.
 */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const needsSpace = /^`|`$/.test(line) || (/^ .* $/.test(line) && line.trim() !== '');
  const space = needsSpace ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/**
 * Text that means nothing but itself, in one line: what could begin a link, an image, emphasis, HTML, a list, a heading or
 * a table is escaped (CommonMark 0.31, 2.4), also what GitHub and VS Code make links of, and nobody is mentioned.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .trim()
    .replace(/[\\`*_[\]<>&~|#$@]|:(?=\/)|\.(?=\S)/g, (char) => (char === '@' ? '\\@\u200b' : `\\${char}`))
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[-+=]/, '\\$&');
}

/** Markdown of the features as text, for an editor that shows none: code, bold, rules and escapes are all it has. */
export function plainText(markdown: string): string {
  return markdown
    .replace(
      /\\(.)|(?<!`)(`+)(?!`)(.*?)(?<!`)\2(?!`)|\*\*|^---\n\n| {2}$/gm,
      (_, char?: string, fence?: string, code?: string) =>
        char ?? (fence === undefined ? '' : codeText(code ?? '')),
    )
    .replace(/@\u200b/g, '@');
}

function codeText(code: string): string {
  return /^ .* $/.test(code) && code.trim() !== '' ? code.slice(1, -1) : code;
}

/** Line breaks as spaces; other control characters, and what turns the direction of the text, cannot be seen: shown. */
function oneLine(text: string): string {
  return text
    .replace(/\r\n|[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}\p{Surrogate}]/gu, '\ufffd');
}
