/**
 * A code span with any text on one line. It ends at a run of as many backticks, and one space on each side is stripped
 * (CommonMark 0.31, 6.1).
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
 * Literal text on one line: escapes whatever could begin a link, an image, emphasis, HTML, a list, a heading or a table
 * (CommonMark 0.31, 2.4), GitHub's and VS Code's autolinks, and mentions.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .trim()
    .replace(/[\\`*_[\]<>&~|#$@]|:(?=\/)|\.(?=\S)/g, (char) => (char === '@' ? '\\@\u200b' : `\\${char}`))
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[-+=]/, '\\$&');
}

/**
 * A message on one line, with the names that it has in backquotes as code. A name with `|` becomes literal text, because
 * that character ends a table's cell even in code.
 */
export function markdownMessage(message: string): string {
  return oneLine(message)
    .split(/(`[^`|]+`)/)
    .map((part, i) =>
      i % 2 === 1 ? codeSpan(part.slice(1, -1)) : part.replace(/\S(?:.*\S)?/, (text) => markdownText(text)),
    )
    .join('');
}

/**
 * Converts the features' Markdown to plain text for editors that render none; it uses only code, bold, rules and
 * escapes.
 */
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

/** Replaces line breaks with spaces, and invisible control and bidirectional characters with U+FFFD. */
function oneLine(text: string): string {
  return text
    .replace(/\r\n|[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}\p{Surrogate}]/gu, '\ufffd');
}
