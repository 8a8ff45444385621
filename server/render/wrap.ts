/**
 * A text behind what leads to it, parted between words where a line would be longer than `width`; further lines are
 * indented. `columns` tells how many columns a text takes.
 */
export function wrapped(
  lead: string,
  text: string,
  indent: number,
  width: number | undefined,
  columns: (text: string) => number = (each) => each.length,
): string[] {
  if (width === undefined) return [`${lead}${text}`];
  const found: string[] = [];
  let line = lead;
  let taken = columns(lead);
  let gap = '';
  for (const word of text.split(' ')) {
    const size = columns(word);
    if (taken + gap.length + size > width && taken > indent) {
      found.push(line.trimEnd());
      line = ' '.repeat(indent);
      taken = indent;
      gap = '';
    }
    line += `${gap}${word}`;
    taken += gap.length + size;
    gap = ' ';
  }
  return [...found, line];
}
