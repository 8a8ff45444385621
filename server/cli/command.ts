import * as path from 'node:path';
import { diskHost } from '../node/disk-host';
import { printable } from '../render/printable';
import { analyse, type Analysis } from '../engine';
import type { OutputJson } from '../lib/json-output';
import { didYouMean, nearest } from '../lib/nearest';
import { Failure } from './failure';
import { inputName, readFile, standardInput } from './input';
import type { Terminal } from './terminal';

export { Failure };

/** A command's options, operands and streams. */
export interface Invocation {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  readonly streams: Streams;
}

/** The output streams, and what standard output can display. */
export interface Streams extends Terminal {
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => Promise<void>;
  /** Replaces the previous progress line if standard error is a terminal; "" clears it. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** Runs a command and returns its exit code. */
export type Run = (invocation: Invocation) => Promise<number>;

/** The value of an option that takes one. */
export function option(invocation: Invocation, name: string): string | undefined {
  const value = invocation.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The value of an option with a fixed set of values. */
export function choice<Word extends string>(
  invocation: Invocation,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const value = option(invocation, name);
  if (value === undefined) return fallback;
  const word = words.find((each) => each === value);
  if (word === undefined) {
    const question = didYouMean(nearest(value, words));
    throw new Failure(`--${name} takes ${words.join(', ')}, not ${JSON.stringify(value)}${question}`);
  }
  return word;
}

/** The output of `--format json`, on one line. */
export function jsonLine(value: OutputJson): string {
  return `${JSON.stringify(value)}\n`;
}

/** A path as displayed: as given, with `/`. */
export function displayPath(file: string): string {
  return file.split(path.sep).join('/');
}

/** How the paths of the files of a policy are shown: absolute if the policy's path is. */
export function displayPathFrom(policy: string): (file: string) => string {
  return (file) => displayPath(path.isAbsolute(policy) ? file : path.relative('', file));
}

/** The single file operand of a command. */
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
  const [unreadable] = unreadableFiles(analysis);
  if (unreadable) throw new Failure(`${unreadable.message}; ${inputName(file)} uses it`);
  return analysis;
}

/** The files that a policy uses and that are there, but cannot be read: not only an error of the policy. */
export function unreadableFiles({ unit }: Analysis): Failure[] {
  const { config } = unit;
  const reads = [...unit.included, ...unit.data, ...(config ? [[config.path, config.read] as const] : [])];
  return reads.flatMap(([path, content]) =>
    content.kind === 'unreadable'
      ? [new Failure(`${printable(path)} cannot be read: ${content.reason}`)]
      : [],
  );
}

/** Reports what could not be read, and returns whether there was anything. */
export async function reportUnreadable(
  failures: readonly { readonly message: string }[],
  streams: Streams,
): Promise<boolean> {
  // Policies may share a file that cannot be read.
  for (const message of new Set(failures.map((failure) => failure.message)))
    await streams.err(`nbroute: ${printable(message)}\n`);
  return failures.length > 0;
}
