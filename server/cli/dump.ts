import { type Dump, type Note } from '../import/dump';
import { readDump } from '../import/read';
import { counted } from '../lib/numbers';
import { printable } from '../render/printable';
import { choice, Failure, type Invocation } from './command';
import { importFormatWords } from './option-words';
import { inputName } from './input';

/** At most this many notes are printed individually. */
const mostNotes = 100;

/**
 * Reads a text as the format given by `--from`, or else as the detected one; it may contain nothing that was
 * recognised.
 */
export function dumpOf(text: string, file: string, invocation: Invocation): Dump {
  if (text.trim() === '')
    throw new Failure(`${inputName(file)} is empty: it is to contain routes, as \`ip route\` shows them`);
  return readDump(text, choice(invocation, 'from', importFormatWords, 'auto'));
}

/** Notes as text: `FILE:LINE: WHAT: why`, with the line itself below. */
export function noteText(file: string, what: string, notes: readonly Note[]): string {
  const name = inputName(file);
  const lines = notes
    .slice(0, mostNotes)
    .map(
      ({ line, text, message }) =>
        `${name}:${line}: ${what}: ${printable(message)}\n    ${printable(text)}\n`,
    );
  const rest = notes.slice(mostNotes).map(({ line }) => line);
  if (rest.length > 0)
    lines.push(`${name}: ${what}: ${counted(rest.length, 'more line')}: ${lineRanges(rest)}\n`);
  return lines.join('');
}

/** "3, 5–9, 12", from lines in any order. */
export function lineRanges(lines: readonly number[]): string {
  const sorted = [...new Set(lines)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    parts.push(end > i ? `${sorted[i]}–${sorted[end]}` : `${sorted[i]}`);
    i = end + 1;
  }
  return parts.join(', ');
}
