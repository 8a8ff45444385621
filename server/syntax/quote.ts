/** User text in a message: in backquotes, shortened where it would hide the rest of the message. */
export function quote(text: string): string {
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}
