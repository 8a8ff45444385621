/** Wraps a text after a lead between words at `width`, indenting further lines; `columns` measures a text. */
export function wrapped(
  lead: string,
  text: string,
  indent: number,
  width: number | undefined,
  columns: (text: string) => number = (each) => each.length,
): string[] {
  if (width === undefined) return [`${lead}${text}`];
  const lines: string[] = [];
  let line = lead;
  let used = columns(lead);
  let gap = '';
  for (const word of text.split(' ')) {
    const size = columns(word);
    if (used + gap.length + size > width && used > indent) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
      used = indent;
      gap = '';
    }
    line += `${gap}${word}`;
    used += gap.length + size;
    gap = ' ';
  }
  return [...lines, line];
}
