/** User text as Markdown code. */
export function code(text: string): string {
  const clean = text.replace(/[\r\n]/g, ' ');
  return clean.includes('`') ? `\`\` ${clean} \`\`` : `\`${clean}\``;
}

/** User text as Markdown text that means nothing but itself. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&~|]/g, '\\$&').replace(/^(\s*)([#+=-]|\d+[.)])/, '$1\\$2');
}
