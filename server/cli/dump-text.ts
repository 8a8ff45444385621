import { createReadStream } from 'node:fs';
import { isSystemError, reasonOf } from '../node/disk-host';
import { Failure } from './failure';
import { inputName, inputStream, mostInputBytes, textIn } from './input';

/** Longer dumps are not read; a full internet routing table is shorter. */
const mostLines = 1_000_000;

/** The text of a file, or of standard input for "-"; stops reading once it is too long for a dump. */
export async function dumpText(file: string, expected = 'routes or a script'): Promise<string> {
  const name = inputName(file);
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
