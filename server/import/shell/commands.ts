import type { Assignment, Command, Redirection } from 'unbash';
import { expandedAlias, reportUnexpanded, setAliases } from './aliases';
import { assign, declarations, declare } from './assignments';
import { builtins } from './builtins';
import { childShell, withEnvironment } from './child-shell';
import { expandWords, expansionAt } from './expand';
import { fileCommand } from './file-commands';
import {
  chunk,
  copyFile,
  fileKey,
  forgetFiles,
  forgetNamed,
  isExecutable,
  inputChunks,
  isWritten,
  knownPath,
  readChunks,
  writeOutput,
  forgetChangedFile,
  outputOf,
} from './files';
import { filterFiles, filters, scriptsOf, textLines } from './filters';
import { ipCommand, unknownWord, writeUnknown } from './ip';
import { routeCommand } from './net-tools';
import { otherCommand } from './other-commands';
import { redirected, redirectedFromHere } from './redirects';
import { undecided } from './routes';
import {
  changedOptions,
  next,
  optionNames,
  refused,
  takesName,
  type Flow,
  type CommandCall,
  type ShellRun,
  type Variables,
} from './state';
import { isReadonly, setExported } from './variables';
import { isKnown, knownText, streamLines, wholeText, type Chunk, type ShellText } from './values';
import { setsRoute, shortText } from '../route-commands';
import { unwrapped, type Lookup, type Unwrapped } from './wrappers';

/** Runs a simple command: its assignments, redirections and words. */
export function simpleCommand(run: ShellRun, node: Command): Flow {
  run.executed.add(node);
  const expanded = expandedAlias(run, node);
  if (expanded) return aliasedCommand(run, node, expanded);
  const { source } = run;
  const line = source.line(node.pos);
  const invocation: CommandCall = {
    line,
    text: shortText(source.text.slice(node.pos, node.end)),
    comment: source.comments(node),
  };
  const assignments = node.prefix.filter((each): each is Assignment => each.type === 'Assignment');
  const redirects = [...node.prefix, ...node.suffix].filter(
    (each): each is Redirection =>
      each.type === 'Redirect' || each.type === 'HereDoc' || each.type === 'HereString',
  );
  run.substituted = 0;
  if (!node.name)
    return redirected(run, redirects, () => assignmentsOnly(run, node, assignments, invocation));
  const name = node.name.value;
  if (declarations.has(name)) {
    run.state.status = declare(run, node, invocation);
    return next;
  }
  if (name === 'alias') {
    setAliases(run, node, line);
    return next;
  }
  const given = [node.name, ...node.suffix.flatMap((each) => (each.type === 'Word' ? [each] : []))];
  const words = expandWords(expansionAt(run, line), given);
  const isAlone = name === 'exec' && given.length === 1;
  if (isAlone) {
    redirectedFromHere(run, redirects);
    run.state.status = 0;
    return next;
  }
  const before = overlaid(run, assignments, line);
  const flow = redirected(run, redirects, () => wordsCommand(run, words, invocation));
  for (const [variable, value] of before)
    if (value) run.state.variables.set(variable, value);
    else run.state.variables.delete(variable);
  return flow;
}

/** Runs the commands of an alias. */
function aliasedCommand(
  run: ShellRun,
  node: Command,
  expanded: Exclude<ReturnType<typeof expandedAlias>, undefined>,
): Flow {
  if ('reason' in expanded) {
    const line = run.source.line(node.pos);
    run.notes.skip(line, expanded.reason);
    run.state.status = undecided({ line, text: expanded.reason, comment: [] });
    return next;
  }
  const { aliases } = run;
  run.aliases = expanded.aliases;
  const first = run.commands.statements(run, expanded.before);
  const flow = first.to === 'next' ? simpleCommand(run, expanded.last) : first;
  run.aliases = aliases;
  return flow;
}

/** Assignments before a command apply only to it; returns the previous values. */
function overlaid(run: ShellRun, assignments: readonly Assignment[], line: number): Variables {
  const before: Variables = new Map();
  for (const each of assignments) {
    before.set(each.name, run.state.variables.get(each.name));
    assign(run, each, line, []);
    setExported(run, each.name, true, line);
  }
  return before;
}

function assignmentsOnly(
  run: ShellRun,
  node: Command,
  assignments: readonly Assignment[],
  { line, comment }: CommandCall,
): Flow {
  for (const each of assignments) {
    assign(run, each, run.source.line(each.pos), comment);
    if (!isReadonly(run, each.name)) continue;
    return refused(run, line);
  }
  run.state.status = assignments.length > 0 ? run.substituted : 0;
  // `$(< file)` writes the file.
  const reads = node.redirects.some((each) => each.type === 'Redirect' && each.operator === '<');
  if (assignments.length === 0 && reads && run.input) {
    const chunks = inputChunks(run);
    if ('reason' in chunks) writeOutput(run, chunks, line);
    else run.output?.push(...chunks);
  }
  return next;
}

/** Runs a command by its words, of the shell or of a program that runs it. */
export function wordsCommand(
  run: ShellRun,
  given: readonly ShellText[],
  invocation: CommandCall,
  runner: Runner = { lookup: 'any', by: '' },
): Flow {
  const { words, environment, isReplacing, ...command } = unwrapped(run, given, runner);
  const [first] = words;
  const isFunction = first !== undefined && isKnown(first) && run.state.functions.has(first);
  // A function begins with the status of the command before it; `return` and `exit` may keep it.
  if (!isFunction && first !== 'return' && first !== 'exit') run.state.status = 0;
  const flow = withEnvironment(run, environment, invocation.line, () =>
    unwrappedCommand(run, words, invocation, { ...command, isFunction }),
  );
  if (!isReplacing || flow.to !== 'next') return flow;
  if (run.conditions.length === 0)
    run.end ??= {
      line: invocation.line,
      reason: `\`exec\` replaces the ${run.depth > 0 ? 'subshell' : 'script'} at line ${invocation.line}`,
    };
  return { to: 'exit' };
}

type Runner = Pick<Unwrapped, 'lookup' | 'by'>;

function unwrappedCommand(
  run: ShellRun,
  [first, ...args]: readonly ShellText[],
  invocation: CommandCall,
  { lookup, by, isFunction }: Runner & { readonly isFunction: boolean },
): Flow {
  if (first === undefined) {
    run.state.status = run.substituted;
    return next;
  }
  if (!isKnown(first)) {
    const reads = args.some((word) => isKnown(word) && /^(?:r|ro|route)$/.test(word));
    if (reads) run.state.status = unknownWord(run, args, first, invocation);
    else {
      run.notes.assume(invocation.line, `\`${invocation.text}\` is left out: ${first.reason}`);
      run.state.status = undecided(invocation);
    }
    return next;
  }
  const name = first.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
  if (isFunction && lookup === 'any') return run.commands.call(run, first, args, invocation.line);
  if (!isFound(name, args, lookup)) return notFound(run, first, by, invocation);
  const builtin = builtins.get(name);
  if (builtin) return builtin(run, args, invocation);
  const flow = fileCommand(run, name, args, invocation);
  if (flow) return flow;
  const program = programPath(run, first);
  if (name === 'busybox') return wordsCommand(run, args, invocation, { lookup: 'programs', by: name });
  if (name === 'ip') run.state.status = ipCommand(run, args, invocation);
  else if (name === 'route') run.state.status = routeCommand(run, args, invocation);
  else if (filters.has(name)) filter(run, name, args, invocation);
  else if (isShell(name)) return shell(run, name, args, invocation);
  else if (program !== undefined) return shellFile(run, program, args, invocation);
  else if (isFunction) return notFound(run, first, by, invocation);
  else {
    reportUnexpanded(run, first, invocation);
    otherCommand(run, name, [first, ...args], invocation);
  }
  return next;
}

/** The file that the script wrote and that a command name runs. */
function programPath(run: ShellRun, name: string): string | undefined {
  const paths = name.includes('/')
    ? [name]
    : ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].map(
        (folder) => `${folder}/${name}`,
      );
  return paths.find((path) => isWritten(run, path));
}

/** Built-in commands without a program of that name. */
const onlyBuiltin =
  /^(?::|\.|source|eval|let|set|shift|unset|read|mapfile|readarray|trap|exit|return|break|continue|exec|builtin)$/;
/** Built-in commands that are also programs, at least on some systems. */
const alsoBuiltin = /^(?:command|type|hash|wait|echo|printf|test|\[|true|false|export|declare|pwd|kill)$/;

/** Whether a command other than a function is found where it is looked for. */
function isFound(name: string, args: readonly ShellText[], lookup: Lookup): boolean {
  if (lookup === 'built-ins') return onlyBuiltin.test(name) || alsoBuiltin.test(name);
  // Some systems have a program `command`, which `command -v` looks up.
  const isQuery = args.some((arg) => isKnown(arg) && /^-[vV]$/.test(arg));
  return lookup !== 'programs' || !(onlyBuiltin.test(name) || (name === 'command' && !isQuery));
}

function notFound(run: ShellRun, name: string, by: string, { line }: CommandCall): Flow {
  const what = by === 'builtin' ? 'not a built-in command' : 'not a program';
  run.notes.skip(line, `\`${by}\` cannot run \`${name}\`, which is ${what}`);
  run.state.status = 127;
  return next;
}

function isShell(name: string): boolean {
  return /^(?:ba|da|k|z)?sh$/.test(name);
}

/** `bash FILE`, `bash -c TEXT`, `… | bash`. */
function shell(run: ShellRun, name: string, args: readonly ShellText[], invocation: CommandCall): Flow {
  const { line } = invocation;
  let at = 0;
  let isText = false;
  let typed: readonly ShellText[] = [];
  const names = name === 'sh' ? ['posix'] : [];
  for (; at < args.length; at++) {
    const arg = args[at];
    if (!isKnown(arg) || !/^[-+]/.test(arg) || arg === '-' || arg === '--') break;
    if (/^-[a-z]*c/.test(arg)) isText = true;
    if (arg === '--posix') names.push('posix');
    else names.push(...optionNames(arg, args[at + 1]));
    if (takesName(arg)) at++;
    if (/^-[a-z]*s$/.test(arg)) {
      typed = args.slice(at + 1).filter((each) => each !== '--');
      at = args.length;
      break;
    }
  }
  const options = changedOptions(new Set(), names, true);
  if (options.has('noexec')) return next;
  const text = args[at];
  if (text !== undefined && !isText && text !== '-') {
    const path = knownPath(text);
    if (path === undefined || !isWritten(run, path)) {
      otherCommand(run, 'bash', ['bash', ...args], invocation);
      return next;
    }
    return shellFile(run, path, args.slice(at + 1), invocation, options);
  }
  if (isText) {
    const body: Chunk[] = [{ text: text ?? '', line, conditions: [] }];
    childShell(run, body, args.slice(at + 2), line, options);
    return next;
  }
  if (!run.input) {
    run.notes.other(line);
    return next;
  }
  const chunks = inputChunks(run);
  if ('reason' in chunks) {
    run.notes.skip(line, `\`${invocation.text}\` runs commands: ${chunks.reason}`);
    run.state.status = undecided(invocation);
    return next;
  }
  childShell(run, chunks, typed, line, options);
  return next;
}

function shellFile(
  run: ShellRun,
  path: string,
  args: readonly ShellText[],
  invocation: CommandCall,
  options?: ReadonlySet<string>,
): Flow {
  const { line } = invocation;
  const file = run.state.files.get(fileKey(run, path));
  const runs = options !== undefined || (file && 'reason' in file) || isExecutable(run, path);
  if (runs !== true) {
    run.notes.skip(
      line,
      runs === false
        ? `\`${path}\` is not executable: nothing in it runs`
        : `whether \`${path}\` is executable is known only when the script runs`,
    );
    run.state.status = runs === false ? 126 : undecided(invocation);
    return next;
  }
  const chunks = readChunks(run, path);
  if ('reason' in chunks) {
    run.notes.skip(line, chunks.reason);
    return next;
  }
  const text = wholeText(chunks);
  const [, program = 'sh'] =
    /^#!(?:.*\/env +(?:-\S+ +)*)?(?:.*?\/)??([^\s/]+)(?:\s|$)/.exec(knownText(text)) ?? [];
  if (!options && !isShell(program)) {
    otherCommand(run, program, [program, text], invocation);
    return next;
  }
  childShell(run, chunks, args, line, options);
  return next;
}

/** A filter: evaluated if its input is known. */
function filter(run: ShellRun, name: string, args: readonly ShellText[], invocation: CommandCall): void {
  const { line } = invocation;
  const inPlace = name === 'sed' ? inPlaceOption(args) : undefined;
  if (inPlace) {
    editFiles(run, inPlace, invocation);
    return;
  }
  const target = outputOption(name, args);
  if (target) {
    filterInto(run, name, target.args, target.path, invocation);
    return;
  }
  const knownArgs = args.flatMap((arg) => (isKnown(arg) ? [arg] : []));
  const { options, own, files } = filterFiles(name, knownArgs);
  const chunks = name === 'tee' ? inputChunks(run) : filterInput(run, name, files);
  if (name === 'tee')
    for (const path of files)
      run.commands.write(
        run,
        path,
        'reason' in chunks ? [chunk(run, chunks, line)] : chunks,
        options?.flags.includes('a') === true,
      );
  if (
    options &&
    (name === 'cat' || name === 'tee') &&
    knownArgs.length === args.length &&
    !('reason' in chunks)
  ) {
    run.output?.push(...chunks);
    return;
  }
  const text = 'reason' in chunks ? chunks : wholeText(chunks);
  const isEnded = isKnown(text) && text.endsWith('\n');
  const result =
    options && isKnown(text) && knownArgs.length === args.length
      ? filters.get(name)?.(options, textLines(text), isEnded)
      : undefined;
  if (!result) {
    // Without input, `awk 'BEGIN { … }'` writes what its program prints.
    if ('reason' in chunks && !(name === 'awk' && files.length === 0 && !run.input))
      writeOutput(run, chunks, line);
    else writeUnknown(run, invocation);
    run.state.status = name === 'grep' || name === 'egrep' || name === 'fgrep' ? undecided(invocation) : 0;
    // Programs of these can write files, or run commands.
    const program = name === 'sed' || name === 'awk' ? (options ? scriptsOf(options) : own).join('\n') : '';
    forgetNamed(run, invocation.text, program);
    if (own.some((arg) => /^-(?:\w*f|-file|i$)/.test(arg)) && program !== '')
      forgetFiles(run, invocation.text);
    const runs = name === 'sed' ? /(?:^|[\W\d])[gpmMiI\d]*e[gpmMiI\d]*(?:\s|;|\}|$)/ : /\bsystem\b|\|/;
    if (runs.test(program) && setsRoute(`${program}\n${knownText(text)}`))
      run.notes.skip(line, `a route command in a program of \`${name}\`: its effect is unknown`);
    if (!setsRoute(invocation.text)) run.notes.other(line);
    return;
  }
  const first = 'reason' in chunks ? line : (chunks[0]?.line ?? line);
  const isEach = result.lines.length === textLines(isKnown(text) ? text : '').length;
  const lines = isEach && !('reason' in chunks) ? streamLines(chunks) : [];
  result.lines.forEach((each, i) => {
    const hasLineFeed = result.isEnded || i < result.lines.length - 1;
    const line = lines[i]?.line ?? first;
    run.output?.push({ text: hasLineFeed ? `${each}\n` : each, line, conditions: [] });
  });
  run.state.status = result.status;
}

/** The arguments of `sed -i` without that option, and the suffix of the backup. */
interface InPlace {
  readonly args: readonly ShellText[];
  readonly suffix: string;
}

function inPlaceOption(args: readonly ShellText[]): InPlace | undefined {
  for (const [i, arg] of args.entries()) {
    const option = isKnown(arg) ? /^-(?:([nErsz]*)i(.*)|-in-place(?:=(.*))?)$/.exec(arg) : null;
    if (!option) continue;
    const [, flags = '', short, long] = option;
    const others = [...flags].map((flag) => `-${flag}`);
    return { args: [...args.slice(0, i), ...others, ...args.slice(i + 1)], suffix: short ?? long ?? '' };
  }
  return undefined;
}

/** `sed -i`: each file gets the output for it. */
function editFiles(run: ShellRun, { args, suffix }: InPlace, invocation: CommandCall): void {
  const knownArgs = args.flatMap((arg) => (isKnown(arg) ? [arg] : []));
  const { own, files } = filterFiles('sed', knownArgs);
  const isWhole = knownArgs.length === args.length;
  // An unknown word can be any file.
  if (!isWhole) forgetFiles(run, invocation.text);
  for (const path of files) {
    if (!isWritten(run, path)) continue;
    if (suffix !== '') {
      const backup = suffix.includes('*') ? suffix.replace('*', path) : path + suffix;
      copyFile(run, path, backup, false);
      // A backup need not be run.
      readChunks(run, backup);
    }
    filterInto(run, 'sed', [...own, path], path, invocation);
  }
  run.state.status = 0;
  if (!setsRoute(invocation.text)) run.notes.other(invocation.line);
}

/** The file to which `sort -o FILE` or `uniq IN FILE` writes, and the other arguments. */
function outputOption(
  name: string,
  args: readonly ShellText[],
): { readonly args: readonly ShellText[]; readonly path: ShellText } | undefined {
  const isOption = name === 'sort' ? /^(-\w*?)o(.*)$|^--output(?:=(.*))?$/ : /^(?!)/;
  const at = args.findIndex((arg) => isKnown(arg) && isOption.test(arg));
  if (at >= 0) {
    const [, flags = '-', short, long] = isOption.exec(knownText(args[at])) ?? [];
    const attached = short ?? long ?? '';
    const others = [...args.slice(0, at), ...args.slice(at + (attached === '' ? 2 : 1))];
    return {
      args: flags === '-' ? others : [flags, ...others],
      path: attached === '' ? (args[at + 1] ?? '') : attached,
    };
  }
  const paths = name === 'uniq' ? args.filter((arg) => !knownText(arg).startsWith('-')) : [];
  return paths.length === 2 ? { args: args.filter((arg) => arg !== paths[1]), path: paths[1] } : undefined;
}

/** Writes a filter's output to a file. */
function filterInto(
  run: ShellRun,
  name: string,
  args: readonly ShellText[],
  path: ShellText,
  invocation: CommandCall,
): void {
  const written = outputOf(run, () => filter(run, name, args, invocation));
  if (!isKnown(path)) forgetFiles(run, invocation.text);
  else if (written.every(({ text }) => isKnown(text))) run.commands.write(run, path, written, false);
  else forgetChangedFile(run, path, invocation.text);
}

function filterInput(
  run: ShellRun,
  name: string,
  files: readonly string[],
): readonly Chunk[] | { readonly reason: string } {
  if (files.length === 0) return inputChunks(run);
  const all: Chunk[] = [];
  for (const path of files) {
    const chunks = path === '-' ? inputChunks(run) : readChunks(run, path);
    if ('reason' in chunks) return chunks;
    const last = all[all.length - 1];
    // Only `cat` joins a file's last line with the next file's first.
    if (name !== 'cat' && last && isKnown(last.text) && !last.text.endsWith('\n'))
      all.push({ ...last, text: '\n' });
    all.push(...chunks);
  }
  return all;
}
