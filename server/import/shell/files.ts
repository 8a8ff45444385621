import type { WrittenFile, ShellRun } from './state';
import { isKnown, streamText, type Chunk, type ShellText, type Unknown } from './values';

/** The content of a file, as far as the script wrote it; marks the file as read. */
export function readChunks(run: ShellRun, path: string): readonly Chunk[] | Unknown {
  if (path === '/dev/null') return [];
  const key = fileKey(path);
  const file = run.state.files.get(key);
  run.consumed.add(key);
  return file ?? { reason: `what \`${path}\` contains is known only when the script runs` };
}

/** Writes a file, or adds to one. */
export function writeChunks(run: ShellRun, path: string, chunks: readonly Chunk[], isAdded: boolean): void {
  const key = fileKey(path);
  if (!isAdded) run.consumed.delete(key);
  const before: WrittenFile = isAdded ? run.state.files.get(key) : [];
  if (isAdded && !run.state.files.has(key)) {
    run.state.files.set(key, chunks);
    return;
  }
  run.state.files.set(key, before && 'reason' in before ? before : [...(before ?? []), ...chunks]);
}

/** Makes the content of a written file unknown. */
export function forgetFile(run: ShellRun, path: string, reason: string): void {
  const key = fileKey(path);
  const file = run.state.files.get(key);
  if (file && !('reason' in file)) run.state.files.set(key, { reason, former: file });
}

export function removeFile(run: ShellRun, path: string): void {
  const key = fileKey(path);
  for (const name of [...run.state.files.keys()])
    if (name === key || name.startsWith(`${key}/`)) run.state.files.set(name, undefined);
  run.state.files.set(key, undefined);
}

export function copyFile(run: ShellRun, from: string, to: string, isMoved: boolean): void {
  const chunks = readChunks(run, from);
  const key = to.endsWith('/') ? `${to}${from.split('/').pop() ?? ''}` : to;
  run.state.files.set(fileKey(key), 'reason' in chunks ? chunks : chunks);
  if (isMoved) removeFile(run, from);
}

/** Whether the script wrote a file. */
export function isWritten(run: ShellRun, path: string): boolean {
  return run.state.files.get(fileKey(path)) !== undefined;
}

/** One key for a file, however its path is written. */
function fileKey(path: string): string {
  return path.replace(/\/{2,}/g, '/').replace(/^(?:\.\/)+/, '');
}

/** A text as output of a command. */
export function chunk(run: ShellRun, text: ShellText, line: number): Chunk {
  return { text, line, conditions: run.conditions.slice(run.outputDepth) };
}

/** Writes to standard output. */
export function writeOutput(run: ShellRun, text: ShellText, line: number): void {
  run.output?.push(chunk(run, text, line));
}

/** Lines as one text, each with a line feed. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** A path, or undefined if it is unknown or not a file. */
export function knownPath(text: ShellText | undefined): string | undefined {
  return text !== undefined && isKnown(text) && text !== '' ? text : undefined;
}

/** The rest of standard input, all of which is read. */
export function inputChunks(run: ShellRun): readonly Chunk[] | { readonly reason: string } {
  if (!run.input) return { reason: 'what is typed is known only when the script runs' };
  const { lines, at } = run.input;
  if ('reason' in lines) return lines;
  run.input.at = lines.length;
  return lines.slice(at).map((each) => ({ ...each, text: streamText(each) }));
}
