import { createReadStream } from 'node:fs';
import { type Dump, type Note } from '../import/dump';
import { readDump } from '../import/read';
import { isSystemError, reasonOf } from '../node/disk-host';
import { counted } from '../lib/numbers';
import { printable } from '../render/printable';
import { choice, Failure, type Invocation } from './command';
import { inputStream, mostInputBytes, textIn } from './input';
import { importFormatWords } from './option-words';

/** Longer dumps are not read; a full internet routing table is shorter. */
const mostLines = 1_000_000;
/** At most this many notes are printed individually. */
const mostNotes = 100;

/** The text of a file, or of standard input for "-"; stops reading once it is too long for a dump. */
export async function dumpText(file: string, expected = 'routes or a script'): Promise<string> {
  const name = file === '-' ? 'standard input' : printable(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let lines = 0;
  try {
    const stream: AsyncIterable<unknown> = file === '-' ? inputStream(expected) : createReadStream(file);
    for await (const chunk of stream) {
      const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      bytes += part.length;
      for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines++;
      if (bytes > mostInputBytes)
        throw new Failure(`${name} has more than ${mostInputBytes} bytes: no table of routes is that long`);
      if (lines > mostLines)
        throw new Failure(`${name} has more than ${mostLines} lines: no table of routes is that long`);
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof Failure || !isSystemError(error)) throw error;
    throw new Failure(`${name} cannot be read: ${reasonOf(error)}`);
  }
  return textIn(Buffer.concat(chunks), name);
}

/**
 * Reads a text as the format given by `--from`, or else as the detected one; it may contain nothing that was
 * recognised.
 */
export function dumpOf(text: string, file: string, invocation: Invocation): Dump {
  if (text.trim() === '')
    throw new Failure(
      `${file === '-' ? 'standard input' : printable(file)} is empty: it is to contain routes, as \`ip route\` shows them`,
    );
  return readDump(text, choice(invocation, 'from', importFormatWords, 'auto'));
}

/** Notes as text: `FILE:LINE: WHAT: why`, with the line itself below. */
export function noteText(file: string, what: string, notes: readonly Note[]): string {
  const name = printable(file === '-' ? 'standard input' : file);
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
