/** User text for a message: in backquotes, and shortened. */
export function quote(text: string): string {
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}
