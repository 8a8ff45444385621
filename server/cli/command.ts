import * as path from 'node:path';
import { diskHost } from '../node/disk-host';
import { printable } from '../render/printable';
import { analyse, type Analysis } from '../engine';
import type { OutputJson } from '../json-output';
import { didYouMean, nearest } from '../lib/nearest';
import { Failure } from './failure';
import { readFile, standardInput } from './input';
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
  if (word === undefined) {
    const question = didYouMean(nearest(value, words));
    throw new Failure(`--${name} takes ${words.join(', ')}, not ${JSON.stringify(value)}${question}`);
  }
  return word;
}

/** What `--format json` prints: one line. */
export function jsonLine(value: OutputJson): string {
  return `${JSON.stringify(value)}\n`;
}

/** A path as it is shown and written out: as given, with "/". */
export function shownPath(file: string): string {
  return file.split(path.sep).join('/');
}

/** The one file a command works on. */
export function onlyFile(invocation: Invocation): string {
  const [file, ...more] = invocation.positionals;
  if (file === undefined) throw new Failure('missing policy; name a file, or - for standard input');
  if (more.length > 0) throw new Failure(`expected one policy, not ${more.length + 1}`);
  return file;
}

/** Reads and analyses a policy from a file, or from standard input for "-". */
export async function analysisOf(file: string): Promise<Analysis> {
  const host = diskHost();
  const analysis =
    file === '-'
      ? await analyse(host, 'policy.nbroute', await standardInput())
      : await analyse(host, file, readFile(file));
  const [foreign] = foreignTexts(analysis);
  if (foreign) throw foreign;
  return analysis;
}

/** The files a policy names that are texts of another encoding than UTF-8: no diagnostic of the policy, but unread input. */
export function foreignTexts({ unit }: Analysis): Failure[] {
  const { config } = unit;
  const reads = [...unit.included, ...unit.data, ...(config ? [[config.path, config.read] as const] : [])];
  return reads.flatMap(([path, read]) =>
    read.kind === 'unreadable' && read.notUtf8
      ? [new Failure(`${printable(path)} cannot be read: ${read.reason}`)]
      : [],
  );
}

/** Tells what could not be read beside what could; whether there is any of it. */
export async function reportUnreadable(
  failures: readonly { readonly message: string }[],
  streams: Streams,
): Promise<boolean> {
  for (const { message } of failures) await streams.err(`nbroute: ${printable(message)}\n`);
  return failures.length > 0;
}
