import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { decodedUtf8 } from '../lib/file-text';
import { isSystemError, reasonOf } from '../node/disk-host';
import { printable } from '../render/printable';
import { Failure } from './failure';

/** The size limit for input; a table of a million routes is smaller. */
export const mostInputBytes = 64 * 1024 * 1024;

/** Reads a text file synchronously, since there is nothing to do meanwhile; failures name the path and the reason. */
export function readFile(file: string): string {
  try {
    return textOf(file, printable(file));
  } catch (error) {
    if (error instanceof Failure || !isSystemError(error)) throw error;
    throw new Failure(`${printable(file)} cannot be read: ${reasonOf(error)}`);
  }
}

/** Decodes UTF-8. Other encodings fail, because writing the text back would change the file. */
export function textIn(bytes: Uint8Array, name: string): string {
  const decoded = decodedUtf8(bytes);
  if (decoded.kind === 'text') return decoded.text;
  throw new Failure(`${name} cannot be read: ${decoded.reason}`);
}

/** How much of a file is read at once. */
const mostChunk = 1024 * 1024;

/**
 * The text of a file, a device or a pipe, which may be endless: never holds more than the limit. All of it is read into
 * the same memory as long as it is ASCII, which needs no decoder: writing 30 MB to new memory takes as long as parsing
 * them.
 */
function textOf(file: string, name: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const stat = fstatSync(descriptor);
    if (stat.isFile()) checkLength(stat.size, name);
    const chunk = Buffer.allocUnsafe(stat.isFile() ? Math.min(stat.size + 1, mostChunk) : 65_536);
    let ascii = '';
    const rest: Buffer[] = [];
    for (let length = 0; ;) {
      const count = readSync(descriptor, chunk, 0, chunk.length, null);
      if (count === 0) break;
      length += count;
      checkLength(length, name);
      const bytes = chunk.subarray(0, count);
      // NUL may be a part of UTF-16.
      if (rest.length === 0 && isAscii(bytes) && !bytes.includes(0)) ascii += bytes.toString('latin1');
      else rest.push(Buffer.from(bytes));
    }
    return rest.length === 0 ? ascii : textIn(Buffer.concat([Buffer.from(ascii, 'latin1'), ...rest]), name);
  } finally {
    closeSync(descriptor);
  }
}

function checkLength(bytes: number, name: string): void {
  if (bytes > mostInputBytes)
    throw new Failure(`${name} cannot be read: it has more than ${mostInputBytes} bytes`);
}

/** How to end input on a terminal: termios(3), VEOF; or the Windows console. */
const endOfInput =
  process.platform === 'win32' ? 'Ctrl+Z and Enter end it' : 'Ctrl+D on a line of its own ends it';

/**
 * Standard input. Fails for a folder, which Node reads as empty; on a terminal, prints that it waits for what is
 * `expected`.
 */
export function inputStream(expected: string): NodeJS.ReadStream {
  if (fstatSync(0).isDirectory()) throw new Failure('standard input cannot be read: it is a folder');
  if (process.stdin.isTTY)
    process.stderr.write(`nbroute: reading ${expected} from the terminal; ${endOfInput}\n`);
  return process.stdin;
}

/** Reads all of standard input. */
export async function standardInput(expected = 'a policy'): Promise<string> {
  const name = 'standard input';
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const stream: AsyncIterable<unknown> = inputStream(expected);
    for await (const chunk of stream) {
      const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      length += part.length;
      checkLength(length, name);
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof Failure || !isSystemError(error)) throw error;
    throw new Failure(`${name} cannot be read: ${reasonOf(error)}`);
  }
  return textIn(Buffer.concat(chunks), name);
}

/** The files that a command works on; those that could not be read do not stop it. */
export interface PolicyFiles {
  readonly files: readonly string[];
  /** The folders that were searched, and those that contain the files. */
  readonly folders: readonly string[];
  readonly unreadable: readonly UnreadablePath[];
}

/** A path that could not be read, and whether it is missing. */
export interface UnreadablePath {
  readonly path: string;
  readonly message: string;
  readonly missing: boolean;
}

/** The given files and the `*.nbroute` files in the given folders, sorted by name, without duplicates. */
export function policyFiles(paths: readonly string[]): PolicyFiles {
  const walk: Walk = { files: new Set(), folders: new Set(), unreadable: [], hasLinks: false };
  for (const each of paths)
    if (each === '-') walk.files.add(each);
    else takeFilesAt(each, walk);
  return { files: [...walk.files], folders: [...walk.folders], unreadable: walk.unreadable };
}

interface Walk {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly unreadable: UnreadablePath[];
  /** Whether any folder has symbolic links, which are not followed: they may lead anywhere, and back. */
  hasLinks: boolean;
}

function takeFilesAt(file: string, walk: Walk): void {
  const { unreadable } = walk;
  walk.folders.add(path.dirname(file));
  try {
    if (!statSync(file).isDirectory()) {
      walk.files.add(file);
      return;
    }
    const failures = unreadable.length;
    // An empty folder is reported, because otherwise a wrong path would let CI pass.
    if (takeFilesIn(file, walk) === 0 && unreadable.length === failures)
      unreadable.push({
        path: file,
        message: `${printable(file)} has no policies (*.nbroute)${
          walk.hasLinks ? '; links in a folder are not followed' : ''
        }`,
        missing: true,
      });
  } catch (error) {
    unreadable.push(unreadablePath(file, error));
  }
}

/** Adds the policies in a folder and returns their number. */
function takeFilesIn(folder: string, walk: Walk): number {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    walk.unreadable.push(unreadablePath(folder, error));
    return 0;
  }
  walk.folders.add(folder);
  let count = 0;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path.join(folder, entry.name);
    walk.hasLinks ||= entry.isSymbolicLink();
    if (entry.isFile() && entry.name.endsWith('.nbroute')) {
      walk.files.add(inner);
      count++;
    } else if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      count += takeFilesIn(inner, walk);
  }
  return count;
}

/** Whether a path that was given is a folder. */
export function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch (error) {
    throw new Failure(unreadablePath(file, error).message);
  }
}

/** The files directly in a folder with a suffix, sorted by name. */
export function filesIn(folder: string, suffix: string): string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const matching = names.map(({ name }) => name).filter((name) => name.endsWith(suffix));
    return matching.sort().map((name) => path.join(folder, name));
  } catch (error) {
    throw new Failure(unreadablePath(folder, error).message);
  }
}

function unreadablePath(file: string, error: unknown): UnreadablePath {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return { path: file, message: `${printable(file)} cannot be read: ${reasonOf(error)}`, missing };
}

/** An input as named in messages; "-" is standard input. */
export function inputName(file: string): string {
  return file === '-' ? 'standard input' : printable(file);
}
