import { literal, patternSource, regExp } from './patterns';
import type { Input, ShellRun } from './state';
import { isKnown, streamText, type Chunk, type ShellText, type Unknown } from './values';

/** The content of a file, as far as the script wrote it; marks the file as read. */
export function readChunks(run: ShellRun, path: string): readonly Chunk[] | Unknown {
  if (path === '/dev/null') return [];
  if (path === '/dev/stdin') return inputChunks(run);
  const key = fileKey(run, path);
  const file = run.state.files.get(key);
  run.consumed.add(key);
  return file ?? { reason: `what \`${path}\` contains is known only when the script runs` };
}

/** Writes a file, or adds to one. */
export function writeChunks(run: ShellRun, path: string, chunks: readonly Chunk[], isAdded: boolean): void {
  const key = fileKey(run, path);
  if (!isAdded) run.consumed.delete(key);
  const before = isAdded ? run.state.files.get(key) : [];
  if (isAdded && !run.state.files.has(key)) {
    run.state.files.set(key, chunks);
    return;
  }
  run.state.files.set(key, before && 'reason' in before ? before : [...(before ?? []), ...chunks]);
}

/** Makes the content of a written file unknown. */
export function forgetFile(run: ShellRun, path: string, reason: string): void {
  const key = fileKey(run, path);
  const file = run.state.files.get(key);
  if (file && !('reason' in file)) run.state.files.set(key, { reason, former: file });
}

/** Makes the content of a written file unknown that a command can change. */
export function forgetChangedFile(run: ShellRun, path: string, command: string): void {
  forgetFile(run, path, `\`${command}\` can change \`${path}\``);
}

/** Makes the content of the files unknown that a pattern matches, or of all. */
export function forgetFiles(run: ShellRun, by: string, glob?: string): void {
  for (const key of matching(run, glob)) forgetChangedFile(run, key, by);
}

/** The files that a pattern can match, or all. */
export function matching(run: ShellRun, glob = '*'): string[] {
  const pattern = regExp(`^${glob === '*' ? '' : patternSource(fileKey(run, glob))}`);
  return [...run.state.files.keys()].filter((key) => pattern?.test(key) !== false);
}

/** Makes the content of the files unknown whose names a text contains. */
export function forgetNamed(run: ShellRun, by: string, text: string): void {
  for (const key of run.state.files.keys()) {
    const name = literal(key.split('/').pop() ?? '');
    if (regExp(`(?<![\\w.-])${name}(?![\\w-])`)?.test(text) === true) forgetChangedFile(run, key, by);
  }
}

/** Whether a file is executable; undefined if only a run decides. */
export function isExecutable(run: ShellRun, path: string): boolean | undefined {
  const { executable } = run.state;
  const key = fileKey(run, path);
  return executable.has(key)
    ? executable.get(key)
    : isWritten(run, path) || path.startsWith('/dev/')
      ? false
      : undefined;
}

export function setExecutable(run: ShellRun, path: string, value: boolean | undefined): void {
  run.state.executable = new Map([...run.state.executable, [fileKey(run, path), value]]);
}

export function removeFile(run: ShellRun, path: string): void {
  const key = fileKey(run, path, false);
  for (const name of [...run.state.files.keys()])
    if (name === key || name.startsWith(`${key}/`)) run.state.files.set(name, undefined);
  run.state.files.set(key, undefined);
  run.state.executable = new Map([...run.state.executable].filter(([name]) => name !== key));
  removeLink(run, key);
}

function removeLink(run: ShellRun, key: string): void {
  run.state.links = new Map([...run.state.links].filter(([link]) => link !== key));
}

/** Copies a file or a folder. */
export function copyFile(run: ShellRun, from: string, to: string, isMoved: boolean): void {
  // A link is replaced by what is moved there, and followed by what is copied there.
  const [source, target] = [fileKey(run, from), fileKey(run, to, !isMoved)];
  if (isMoved) removeLink(run, target);
  for (const key of [...run.state.files.keys()])
    if (key.startsWith(`${source}/`) && isWritten(run, key))
      copyFile(run, key, target + key.slice(source.length), isMoved);
  if (isKnownFolder(run, from)) return;
  if (isMoved || !isWritten(run, to)) setExecutable(run, to, isExecutable(run, from));
  if (from === '/dev/stdin' || isWritten(run, from)) run.state.files.set(target, readChunks(run, from));
  else forgetFile(run, to, `what \`${from}\` contains is known only when the script runs`);
  if (isMoved) removeFile(run, from);
}

/** Makes a path another name of a file. */
export function linkFile(run: ShellRun, from: string, to: string): void {
  const key = fileKey(run, to, false);
  run.state.files.delete(key);
  run.state.links = new Map([...run.state.links, [key, fileKey(run, from)]]);
}

/** Whether the script wrote a file. */
export function isWritten(run: ShellRun, path: string): boolean {
  return run.state.files.get(fileKey(run, path)) !== undefined;
}

/** Whether a path is known to be a folder. */
export function isKnownFolder(run: ShellRun, path: string): boolean {
  const key = fileKey(run, path);
  return (
    path.endsWith('/') ||
    /^(?:|\/(?:tmp|etc|root|opt|run|var\/tmp|dev\/shm|(?:usr\/(?:local\/)?)?s?bin|etc\/(?:cron\.\w+|[\w-]+\.d|systemd\/system)|home\/ec2-user(?:\/SageMaker)?))$/.test(
      key,
    ) ||
    run.state.folders.has(key) ||
    [...run.state.files.keys()].some((each) => each.startsWith(`${key}/`))
  );
}

/** One key for a file, however its path is written; `follows` is whether a link counts as its target. */
export function fileKey(run: ShellRun, path: string, follows = true): string {
  let key = fileIn(run.state.trail[0] ?? '', path);
  // Links may be circular.
  for (let steps = 0; steps < 10; steps++)
    for (const [link, target] of run.state.links)
      if ((follows && key === link) || key.startsWith(`${link}/`)) key = target + key.slice(link.length);
  return key;
}

/** A path from a folder, without `.`, `..` and repeated slashes. */
export function fileIn(folder: string, path: string): string {
  const isAbsolute = /^[/~]/.test(path);
  const parts: string[] = [];
  for (const part of (isAbsolute ? path : `${folder}/${path}`).split('/')) {
    const last = parts[parts.length - 1];
    if (part === '..' && last !== undefined && !/^(?:\.\.$|\?)/.test(last)) parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return ((isAbsolute ? path : folder).startsWith('/') ? '/' : '') + parts.join('/');
}

/** A text as output of a command. */
export function chunk(run: ShellRun, text: ShellText, line: number): Chunk {
  return { text, line, conditions: run.conditions.slice(run.outputDepth) };
}

/** Writes to standard output. */
export function writeOutput(run: ShellRun, text: ShellText, line: number): void {
  run.output?.push(chunk(run, text, line));
}

/** The standard output of `body`. */
export function outputOf(run: ShellRun, body: () => void): Chunk[] {
  const { output, outputDepth } = run;
  const chunks: Chunk[] = [];
  [run.output, run.outputDepth] = [chunks, run.conditions.length];
  body();
  [run.output, run.outputDepth] = [output, outputDepth];
  return chunks;
}

/** Lines as one text, each with a line feed. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** A path, or undefined if it is unknown or not a file. */
export function knownPath(text: ShellText | undefined): string | undefined {
  return text !== undefined && isKnown(text) && text !== '' ? text : undefined;
}

/** What a file descriptor reads. */
export function inputOf(run: ShellRun, descriptor: string): Input | Unknown {
  const reason = descriptor === '0' ? 'what is typed' : `what is read from \`&${descriptor}\``;
  const input = descriptor === '0' ? run.input : run.descriptors.get(Number(descriptor));
  return input ?? { reason: `${reason} is known only when the script runs` };
}

/** The rest of standard input, all of which is read. */
export function inputChunks(run: ShellRun): readonly Chunk[] | Unknown {
  const input = inputOf(run, '0');
  if ('reason' in input) return input;
  const { lines, at } = input;
  if ('reason' in lines) return lines;
  input.at = lines.length;
  return lines.slice(at).map((each) => ({ ...each, text: streamText(each) }));
}
