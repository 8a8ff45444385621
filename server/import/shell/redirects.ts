import type { HereDoc, Redirect, Redirection } from 'unbash';
import { expansionAt, expandText } from './expand';
import { forgetFile, inputOf, isWritten, readChunks, writeChunks } from './files';
import { piecesText } from './pieces';
import { next, type Flow, type Input, type ShellRun } from './state';
import { isKnown, streamLines, type Chunk, type ShellText } from './values';

/** Runs a command with its redirections: sets its input, and writes its output to files. */
export function redirected(run: ShellRun, redirects: readonly Redirection[], body: () => Flow): Flow {
  const { input, descriptors, output, errors, outputDepth } = run;
  let isRefused = false;
  let outputFile: { readonly path: string; readonly isAdded: boolean } | undefined;
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || !writes(redirect)) {
      setInput(run, redirect);
      continue;
    }
    const { operator } = redirect;
    const path = targetOf(run, redirect);
    const number = descriptor(redirect.descriptor, 1);
    if (number !== 1) {
      forgetTarget(run, path);
      if (number === 2) run.errors = path === '1' ? run.output : undefined;
      continue;
    }
    if (operator === '>&' && isKnown(path) && /^[\d-]+$/.test(path)) {
      if (path !== '1') run.output = (path === '2' ? run.errors : undefined) ?? [];
      continue;
    }
    if (path === '/dev/stdout') continue;
    run.output = [];
    run.outputDepth = run.conditions.length;
    const isFile =
      isKnown(path) && path !== '' && (!path.startsWith('/dev/') || path.startsWith('/dev/shm/'));
    if (operator === '>' && run.state.options.has('noclobber') && isFile && isWritten(run, path))
      isRefused = true;
    outputFile = isFile && !isRefused ? { path, isAdded: operator.endsWith('>>') } : undefined;
  }
  const written = run.output;
  if (isRefused) run.state.status = 1;
  const flow = isRefused ? next : body();
  if (outputFile && written) writeChunks(run, outputFile.path, written, outputFile.isAdded);
  [run.input, run.descriptors, run.output, run.errors, run.outputDepth] = [
    input,
    descriptors,
    output,
    errors,
    outputDepth,
  ];
  return flow;
}

function writes({ operator }: Redirect): boolean {
  return operator !== '<' && operator !== '<>' && operator !== '<&';
}

/** The word after a redirection's operator. */
function targetOf(run: ShellRun, { target, pos }: Pick<Redirect, 'target' | 'pos'>): ShellText {
  return target ? expandText(expansionAt(run, run.source.line(pos)), target) : '';
}

function forgetTarget(run: ShellRun, path: ShellText): void {
  if (isKnown(path))
    forgetFile(run, path, `what is written to \`${path}\` is known only when the script runs`);
}

/** Applies a redirection of input. */
function setInput(run: ShellRun, redirect: Redirection): void {
  const number = descriptor(redirect.descriptor, 0);
  const input = redirect.type === 'Redirect' ? fileInput(run, redirect) : documentInput(run, redirect);
  if (number === 0) run.input = input;
  else if (input) run.descriptors = new Map([...run.descriptors, [number, input]]);
}

/** The redirections of `exec` without a command: files to which the rest of the script writes become unknown. */
export function redirectedFromHere(run: ShellRun, redirects: readonly Redirection[]): void {
  for (const redirect of redirects)
    if (redirect.type !== 'Redirect' || !writes(redirect)) setInput(run, redirect);
    else forgetTarget(run, targetOf(run, redirect));
}

function descriptor(given: Redirect['descriptor'], usual: number): number {
  if (!given) return usual;
  return given.type === 'FileDescriptor' ? given.value : -1;
}

function fileInput(run: ShellRun, redirect: Redirect): Input | undefined {
  const path = targetOf(run, redirect);
  if (!isKnown(path)) return { lines: path, at: 0 };
  if (redirect.operator === '<&') {
    const input = inputOf(run, path.replace(/-$/, ''));
    return 'reason' in input ? (path === '0' ? undefined : { lines: input, at: 0 }) : input;
  }
  const chunks = readChunks(run, path);
  return { lines: 'reason' in chunks ? chunks : streamLines(chunks), at: 0 };
}

function documentInput(run: ShellRun, document: Exclude<Redirection, Redirect>): Input {
  if (document.type === 'HereDoc') {
    const lines = streamLines(documentChunks(run, document));
    // A document that ends with the script ends in a line feed all the same.
    return { lines: lines.map((each) => ({ ...each, isEnded: true })), at: 0 };
  }
  const line = run.source.line(document.pos);
  const text = targetOf(run, document);
  return {
    lines: streamLines([{ text: isKnown(text) ? `${text}\n` : text, line, conditions: [] }]),
    at: 0,
  };
}

/** The content of a here-document, one chunk per line. */
export function documentChunks(run: ShellRun, { operator, body, delimiter }: HereDoc): Chunk[] {
  const first = run.source.line(body.pos);
  const isPlain = delimiter?.quoted === true;
  const chunks: Chunk[] = [];
  const add = (text: ShellText, line: number): void => {
    const last = chunks[chunks.length - 1];
    if (text !== '') chunks.push({ text, line: Math.max(line, last?.line ?? line), conditions: [] });
  };
  if (isPlain || !body.parts) {
    let line = first;
    for (const each of body.text.split(/(?<=\n)/)) {
      const stripped = operator === '<<-' ? each.replace(/^\t+/, '') : each;
      add(isPlain ? stripped : unescaped(stripped), line++);
    }
    return chunks;
  }
  let isLineStart = true;
  for (const part of body.parts) {
    const line = run.source.line(part.pos);
    if (part.type !== 'Literal') {
      add(piecesText(expansionAt(run, line).part(part, true)), line);
      isLineStart = false;
      continue;
    }
    part.text.split(/(?<=\n)/).forEach((each, i) => {
      const stripped = operator === '<<-' && (isLineStart || i > 0) ? each.replace(/^\t+/, '') : each;
      add(unescaped(stripped), line + i);
    });
    isLineStart = part.text.endsWith('\n');
  }
  return chunks;
}

/** Removes the backslashes that quote something in a here-document. */
function unescaped(text: string): string {
  return text.replace(/\\([\\$`]|\n)/g, (_, char: string) => (char === '\n' ? '' : char));
}
