/** User text as Markdown code. */
export function code(text: string): string {
  const clean = text.replace(/[\r\n]/g, ' ');
  return clean.includes('`') ? `\`\` ${clean} \`\`` : `\`${clean}\``;
}

/** User text as Markdown text that means nothing but itself. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&~|]/g, '\\$&').replace(/^(\s*)([#+=-]|\d+[.)])/, '$1\\$2');
}

/** Markdown of the features as text, for an editor that shows none: code, bold, rules and escapes are all they have. */
export function plainText(markdown: string): string {
  return markdown.replace(
    /`` (.*?) ``|`([^`]*)`|\*\*|\\(.)|^---\n\n| {2}$/gm,
    (_, quoted?: string, code?: string, char?: string) => quoted ?? code ?? char ?? '',
  );
}
