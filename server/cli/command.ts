import { fstatSync, promises as fs, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { diskHost, reasonOf } from '../node/disk-host';
import { printable } from '../report/report';
import { analyse, type Analysis } from '../engine';
import { Failure } from './failure';
import type { Terminal } from './terminal';

export { Failure };

/** What a command gets: its options and operands, and the streams to write to. */
export interface Invocation {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  readonly streams: Streams;
}

/** Where to write, and what standard output can show. */
export interface Streams extends Terminal {
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => Promise<void>;
  /** Shows a line in place of the one before, "" none; undefined where standard error is no terminal. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** Runs a command; the result is the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;

/** The value of an option that takes one. */
export function option(invocation: Invocation, name: string): string | undefined {
  const value = invocation.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The value of an option that takes one of a few words. */
export function choice<Word extends string>(
  invocation: Invocation,
  name: string,
  words: readonly Word[],
  otherwise: Word,
): Word {
  const value = option(invocation, name);
  if (value === undefined) return otherwise;
  const word = words.find((each) => each === value);
  if (word === undefined)
    throw new Failure(`--${name} takes ${words.join(', ')}, not ${JSON.stringify(value)}`);
  return word;
}

/** A path as it is shown and written out: as given, with "/". */
export function shownPath(file: string): string {
  return file.split(path.sep).join('/');
}

/** The one file a command works on. */
export function onlyFile(invocation: Invocation): string {
  const [file, ...more] = invocation.positionals;
  if (file === undefined) throw new Failure('which policy? name a file, or - for standard input');
  if (more.length > 0) throw new Failure(`one policy at a time: ${more.length} more named`);
  return file;
}

/** Reads and analyses a policy from a file, or from standard input for "-". */
export async function analysisOf(file: string): Promise<Analysis> {
  const host = diskHost();
  if (file === '-') return analyse(host, 'policy.nbroute', await standardInput());
  return analyse(host, file, readFile(file));
}

/** The text of a file, however long; a failure names the path and the reason. Nothing else could be done meanwhile. */
export function readFile(file: string): string {
  try {
    // Node decodes a buffer with more haste than a file, and to a string of one byte a character where that will do.
    return readFileSync(file).toString('utf8');
  } catch (error) {
    throw new Failure(`${printable(file)} cannot be read: ${reasonOf(error)}`);
  }
}

/** Standard input, which Node shows as empty when it is a folder: that is said instead. */
export function inputStream(): NodeJS.ReadStream {
  if (fstatSync(0).isDirectory()) throw new Failure('standard input cannot be read: it is a folder');
  return process.stdin;
}

/** All of standard input; a failure tells the reason. */
export async function standardInput(): Promise<string> {
  try {
    const { buffer } = await import('node:stream/consumers');
    return (await buffer(inputStream())).toString('utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`standard input cannot be read: ${reasonOf(error)}`);
  }
}

/** Writes a whole file or nothing: a temporary beside it, then a rename. A device or a pipe is written to. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const there = await fs.stat(file).catch(() => undefined);
  if (there && !there.isFile() && !there.isDirectory()) {
    await fs.writeFile(file, text).catch((error: unknown) => {
      throw new Failure(`${printable(file)} cannot be written: ${reasonOf(error)}`);
    });
    return;
  }
  const { randomBytes } = await import('node:crypto');
  // Through a link, so that the link stays one.
  const target = await fs.realpath(file).catch(() => file);
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    await fs.writeFile(temporary, text, { flag: 'wx', ...(there && { mode: there.mode }) });
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw new Failure(`${printable(file)} cannot be written: ${reasonOf(error)}`);
  }
}

/** The files themselves, and the *.nbroute files in folders, in order of name; each once. */
export function policyFiles(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((each) => (each === '-' ? [each] : filesAt(each))))];
}

function filesAt(file: string): string[] {
  try {
    return statSync(file).isDirectory() ? filesIn(file) : [file];
  } catch (error) {
    throw new Failure(`${printable(file)} cannot be read: ${reasonOf(error)}`);
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = path.join(folder, entry.name);
      if (entry.isFile() && entry.name.endsWith('.nbroute')) return [inner];
      const skipped = entry.name === 'node_modules' || entry.name.startsWith('.');
      return entry.isDirectory() && !skipped ? filesIn(inner) : [];
    });
}
