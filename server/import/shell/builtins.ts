import { evaluateText } from './arithmetic';
import { unalias } from './aliases';
import { userAfter, withEnvironment } from './child-shell';
import { expansionAt, splitText } from './expand';
import { inputChunks, inputOf, isWritten, knownPath, linesText, readChunks, writeOutput } from './files';
import { sequence } from './filters';
import { optionsOf } from './options';
import { writeUnknown } from './ip';
import { undecided } from './routes';
import {
  changedOptions,
  endsHere,
  next,
  optionNames,
  takesName,
  type Flow,
  type Input,
  type CommandCall,
  type ShellRun,
} from './state';
import { testWords } from './tests';
import {
  assignTo,
  changeAttributes,
  indexKey,
  isReadonly,
  parameter,
  scope,
  setExported,
  setVariable,
} from './variables';
import {
  isKnown,
  joinedTexts,
  listValue,
  knownText,
  unsetValue,
  type ExitStatus,
  type StreamLine,
  type ShellText,
  wholeText,
  type Unknown,
} from './values';
import { ansi, printfText } from './print';
import { setsRoute } from '../route-commands';

type Builtin = (run: ShellRun, args: readonly ShellText[], invocation: CommandCall) => Flow;

/** A command that only has an exit status. */
function status(code: number): Builtin {
  return (run) => {
    run.state.status = code;
    return next;
  };
}

/** Commands that are evaluated like bash does. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', status(0)],
  ['true', status(0)],
  ['false', status(1)],
  [
    'wait',
    (run, args, invocation) => {
      run.state.status = args.length > 0 ? undecided(invocation) : 0;
      return next;
    },
  ],
  ['getopts', getopts],
  ['echo', echo],
  ['printf', printf],
  ['seq', seq],
  ['test', test],
  [
    '[',
    (run, args, invocation) => {
      if (args[args.length - 1] === ']') return test(run, args.slice(0, -1), invocation);
      run.notes.assume(invocation.line, `\`${invocation.text}\` always fails: its last word is not \`]\``);
      run.state.status = 2;
      return next;
    },
  ],
  ['let', letCommand],
  ['unalias', unalias],
  ['set', set],
  ['shopt', shopt],
  ['shift', shift],
  ['unset', unset],
  ['read', read],
  ['mapfile', mapfile],
  ['readarray', mapfile],
  ['eval', evalCommand],
  ['source', source],
  ['.', source],
  ['trap', trap],
  ['exit', leave('exit')],
  ['return', leave('return')],
  ['break', leaveLoop('break')],
  ['continue', leaveLoop('continue')],
  ['command', find],
  ['which', (run, args, invocation) => find(run, args, invocation, false)],
  ['type', find],
  ['hash', find],
  ['xargs', xargs],
  ['su', su],
  ['runuser', su],
  ['id', identity],
  ['whoami', (run, _, { line }) => printed(run, run.state.user, line)],
  ['expr', expr],
  [
    'basename',
    (run, args, call) => path(run, args, call, (text) => text.replace(/\/+$/, '').replace(/^.*\//, '')),
  ],
  [
    'dirname',
    (run, args, call) =>
      path(run, args, call, (text) => (/\//.test(text) ? text.replace(/\/+[^/]*\/*$/, '') || '/' : '.')),
  ],
]);

function printed(run: ShellRun, text: ShellText, line: number): Flow {
  writeOutput(run, isKnown(text) ? `${text}\n` : text, line);
  run.state.status = 0;
  return next;
}

function echo(run: ShellRun, args: readonly ShellText[], { line }: CommandCall): Flow {
  let at = 0;
  let options = '';
  for (let word = args[at]; word !== undefined && isKnown(word) && /^-[neE]+$/.test(word); word = args[++at])
    options += word.slice(1);
  const text = joinedTexts(args.slice(at), ' ');
  const escaped = isKnown(text) && options.lastIndexOf('e') > options.lastIndexOf('E') ? ansi(text) : text;
  writeOutput(run, isKnown(escaped) ? escaped + (options.includes('n') ? '' : '\n') : escaped, line);
  run.state.status = 0;
  return next;
}

function printf(run: ShellRun, args: readonly ShellText[], { line }: CommandCall): Flow {
  let [format = '', ...rest] = args;
  let variable: ShellText | undefined;
  if (format === '-v') [variable, format = '', ...rest] = rest;
  if (format === '--') [format = '', ...rest] = rest;
  const { text, isValid } = isKnown(format) ? printfText(format, rest) : { text: format, isValid: true };
  run.state.status = isValid ? 0 : 1;
  if (variable === undefined) writeOutput(run, text, line);
  else if (isKnown(variable) && !assignTo(run, variable, text, line)) run.state.status = 1;
  return next;
}

function seq(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const lines = sequence(args.filter(isKnown));
  const unknown = args.find((arg) => !isKnown(arg));
  run.state.status = 0;
  if (unknown !== undefined) writeOutput(run, unknown, invocation.line);
  else if (lines) writeOutput(run, linesText(lines), invocation.line);
  else writeUnknown(run, invocation);
  return next;
}

function test(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const truth = testWords(expansionAt(run, invocation.line), args);
  run.state.status = truth === undefined ? undecided(invocation) : truth ? 0 : 1;
  return next;
}

function letCommand(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  for (const arg of args) {
    const value = isKnown(arg) ? evaluateText(arg, scope(run, invocation.line)) : arg;
    run.state.status = typeof value !== 'bigint' ? undecided(invocation) : value === 0n ? 1 : 0;
  }
  return next;
}

function set(run: ShellRun, args: readonly ShellText[]): Flow {
  run.state.status = 0;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--' || !isKnown(arg) || !/^[-+]./.test(arg)) {
      run.state.args = args.slice(arg === '--' ? at + 1 : at);
      break;
    }
    const names = optionNames(arg, args[at + 1]);
    if (takesName(arg)) at++;
    run.state.options = changedOptions(run.state.options, names, arg.startsWith('-'));
  }
  return next;
}

/** `shopt -s NAME…`, `-u`, `-q`, each with `-o` for the options of `set`. */
function shopt(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const texts = args.map(knownText);
  const flags = texts.filter((arg) => arg.startsWith('-')).join('');
  const names = texts.filter((arg) => !arg.startsWith('-'));
  run.state.status = /[su]/.test(flags) ? 0 : undecided(invocation);
  if (/[su]/.test(flags)) run.state.options = changedOptions(run.state.options, names, flags.includes('s'));
  return next;
}

function shift(run: ShellRun, [count = '1']: readonly ShellText[]): Flow {
  const { args } = run.state;
  if ('reason' in args) return next;
  const by = isKnown(count) ? Number(count) : NaN;
  run.state.status = by <= args.length ? 0 : 1;
  if (Number.isNaN(by)) run.state.args = { reason: 'the arguments are known only when the script runs' };
  else if (by <= args.length) run.state.args = args.slice(by);
  return next;
}

function unset(run: ShellRun, args: readonly ShellText[], { line }: CommandCall): Flow {
  run.state.status = 0;
  for (const arg of args) {
    if (!isKnown(arg) || arg.startsWith('-')) continue;
    const [, name = arg, index] = /^(\w+)\[(.*)\]$/.exec(arg) ?? [];
    const before = run.state.variables.get(name);
    if (index === undefined) {
      if (args[0] === '-f' || (!before && args[0] !== '-v')) run.state.functions.delete(name);
      else {
        setVariable(run, name, unsetValue, line);
        if (isReadonly(run, name)) run.state.status = 1;
        else {
          changeAttributes(run, name, '', 'iluc');
          setExported(run, name, false, line);
        }
      }
    } else if (before && 'items' in before.value) {
      const items = new Map(before.value.items);
      const key = before.value.kind === 'map' ? index : indexKey(run, index, line, items);
      if (/^[@*]$/.test(index)) items.clear();
      else if (isKnown(key)) items.delete(key);
      setVariable(run, name, isKnown(key) || items.size === 0 ? { ...before.value, items } : key, line);
    }
  }
  return next;
}

function read(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const { line } = invocation;
  const options = optionsOf(args, '+ersa:d:i:n:N:p:t:u:');
  const { flags = '', operands = [] } = options ?? {};
  const names = operands.filter(isKnown);
  const isRaw = flags.includes('r');
  const optionValue = (letter: string): string | undefined => {
    const given = options?.value(letter);
    return given === undefined ? undefined : knownText(given);
  };
  const array = optionValue('a');
  const delimiter = optionValue('d') ?? '\n';
  const variableNames = array === undefined && names.length === 0 ? ['REPLY'] : names;
  const input = inputOf(run, optionValue('u') ?? '0');
  if (!('reason' in input) && (/n/i.test(flags) || !['', '\n'].includes(delimiter)))
    input.lines = { reason: `\`${invocation.text}\` is not supported` };
  const given = delimiter === '' ? wholeInput(run) : nextLine(input);
  const assignAll = (text: ShellText): boolean => {
    if (array !== undefined) setVariable(run, array, isKnown(text) ? listValue([]) : text, line);
    return variableNames.every((name) => assignTo(run, name, text, line));
  };
  if (given === undefined) {
    assignAll('');
    run.state.status = 1;
    return next;
  }
  if ('reason' in given) {
    run.state.status = assignAll(given) ? undecided(invocation) : 1;
    return next;
  }
  const { text } = given;
  const [condition] = given.conditions;
  // Without a final delimiter, `read` takes the rest of the input, and fails.
  const succeeds = (isAssigned: boolean): number => (isAssigned && given.isEnded ? 0 : 1);
  if (!isKnown(text) || condition) {
    run.state.status = succeeds(
      assignAll(
        isKnown(text)
          ? {
              reason: `whether \`${text}\` is read depends on \`${condition.text}\` (line ${condition.line})`,
            }
          : text,
      ),
    );
    return next;
  }
  const ifs = parameter(run, 'IFS');
  const separators = isKnown(ifs) ? ifs : ' \t\n';
  const plain = isRaw ? text : text.replace(/\\(.)/g, '$1');
  if (array !== undefined) setVariable(run, array, listValue(splitText(plain, separators).fields), line);
  run.state.status = succeeds(
    array !== undefined
      ? !isReadonly(run, array)
      : readFields(plain, separators, variableNames.length).every((field, i) =>
          assignTo(run, variableNames[i], field, line),
        ),
  );
  return next;
}

/** The fields of a line; the last has all that is left. */
function readFields(text: string, ifs: string, count: number): string[] {
  const white = [...ifs].filter((char) => /\s/.test(char)).join('');
  const isWhite = (char: string | undefined) => char !== undefined && white.includes(char);
  let rest = text;
  while (rest !== '' && isWhite(rest[0])) rest = rest.slice(1);
  const fields: string[] = [];
  while (fields.length < count - 1) {
    let at = 0;
    while (at < rest.length && !ifs.includes(rest[at])) at++;
    fields.push(rest.slice(0, at));
    while (isWhite(rest[at])) at++;
    if (at < rest.length && ifs.includes(rest[at]) && !isWhite(rest[at])) at++;
    while (isWhite(rest[at])) at++;
    rest = rest.slice(at);
  }
  let end = rest.length;
  while (end > 0 && isWhite(rest[end - 1])) end--;
  return [...fields, rest.slice(0, end)];
}

function nextLine(input: Input | Unknown): StreamLine | Unknown | undefined {
  if ('reason' in input) return input;
  const { lines } = input;
  if ('reason' in lines) return lines;
  return input.at < lines.length ? lines[input.at++] : undefined;
}

/** Sets what only a run decides. */
function getopts(run: ShellRun, [, name = '']: readonly ShellText[], invocation: CommandCall): Flow {
  run.state.status = undecided(invocation);
  for (const each of ['OPTARG', 'OPTIND', knownText(name)])
    if (
      !assignTo(
        run,
        each,
        { reason: `\`$${each}\` is set by \`getopts\` when the script runs` },
        invocation.line,
      )
    )
      run.state.status = 1;
  return next;
}

/** The rest of the input, as for `read -d ''`: text has no NUL. */
function wholeInput(run: ShellRun): StreamLine | Unknown | undefined {
  const chunks = inputChunks(run);
  if ('reason' in chunks) return chunks;
  const [first] = chunks;
  if (!first) return undefined;
  const conditions = chunks.flatMap((chunk) => chunk.conditions);
  return { text: wholeText(chunks), line: first.line, conditions, isEnded: false };
}

function mapfile(run: ShellRun, args: readonly ShellText[], { line, text }: CommandCall): Flow {
  const options = optionsOf(args, '+tu:');
  const { operands = args, value = () => '0' } = options ?? {};
  const name = options ? (operands[0] ?? 'MAPFILE') : operands[operands.length - 1];
  if (!isKnown(name)) return next;
  run.state.status = /^[A-Za-z_]\w*$/.test(name) && !isReadonly(run, name) ? 0 : 1;
  const input = inputOf(run, knownText(value('u') ?? '0'));
  const lines: ShellText[] = [];
  for (;;) {
    const given: StreamLine | Unknown | undefined = options
      ? nextLine(input)
      : { reason: `\`${text}\` is not supported` };
    if (given === undefined) break;
    const value: ShellText = 'reason' in given ? given : given.text;
    if (!isKnown(value)) {
      setVariable(run, name, value, line);
      return next;
    }
    lines.push(value);
  }
  setVariable(run, name, listValue(lines), line);
  return next;
}

function evalCommand(run: ShellRun, args: readonly ShellText[], { line }: CommandCall): Flow {
  return run.commands.text(run, [{ text: joinedTexts(args, ' '), line, conditions: [] }], line);
}

function source(run: ShellRun, [file, ...args]: readonly ShellText[], { line, text }: CommandCall): Flow {
  const name = knownPath(file);
  const typed = name === '/dev/stdin' && run.input ? inputChunks(run) : undefined;
  if (!typed && (name === undefined || !isWritten(run, name))) {
    run.notes.assume(line, `\`${text}\` can set variables and routes: ignored`);
    run.state.status = undecided({ line, text, comment: [] });
    return next;
  }
  const chunks = typed ?? readChunks(run, name ?? '');
  if ('reason' in chunks) {
    run.notes.skip(line, chunks.reason);
    return next;
  }
  const before = run.state.args;
  if (args.length > 0) run.state.args = args;
  run.returnable++;
  const flow = run.commands.text(run, chunks, line);
  run.returnable--;
  run.state.args = before;
  return flow.to === 'return' ? next : flow;
}

function trap(run: ShellRun, args: readonly ShellText[], { line }: CommandCall): Flow {
  const given = args.filter((arg) => arg !== '--');
  const [text, ...signals] = given.length === 1 ? ['-', ...given] : given;
  run.state.status = 0;
  for (const signal of signals) {
    if (!isKnown(signal)) continue;
    const name = signal.toUpperCase().replace(/^SIG/, '').replace(/^0$/, 'EXIT');
    // A function has only the trap that it sets itself; it does not inherit one.
    if (name === 'ERR') run.trappedAt = run.returnable;
    const isFollowed = name === 'EXIT' || name === 'ERR';
    if (!isFollowed && text !== undefined && isKnown(text) && setsRoute(text))
      run.notes.skip(line, `a route command of \`trap\` for ${name}, which is not followed`);
    if (text === '-' || text === '') run.state.traps.delete(name);
    else if (text !== undefined && isKnown(text)) run.state.traps.set(name, { text, line });
    else run.notes.assume(line, `the commands of \`trap\` for ${name} are not known and left out`);
  }
  return next;
}

function leave(to: 'exit' | 'return'): Builtin {
  return (run, [code], { line }) => {
    if (to === 'return' && run.returnable === 0) {
      // Outside functions and sourced files, bash reports an error and continues.
      run.state.status = 2;
      return next;
    }
    if (code !== undefined && isKnown(code))
      run.state.status = /^[-+]?\d+$/.test(code) ? Number(code) & 255 : 2;
    if (to === 'exit') endsHere(run, '`exit`', line);
    return { to };
  };
}

function leaveLoop(to: 'break' | 'continue'): Builtin {
  return (run, [count = '1']) => {
    run.state.status = 0;
    return { to, levels: isKnown(count) ? Math.max(1, Number(count) || 1) : 1 };
  };
}

/** Commands that every notebook has. */
const present = /^(?:ip|bash|sh|cat|echo|grep|sed|awk|cut|tr|head|tail|sort|sleep|date|printf|test|route)$/;

function find(run: ShellRun, args: readonly ShellText[], invocation: CommandCall, ofShell = true): Flow {
  const names = args.filter((arg) => !isKnown(arg) || !arg.startsWith('-')).map(knownText);
  const isFunction = (name: string) => ofShell && run.state.functions.has(name);
  const all = names.every((name) => present.test(name) || isFunction(name));
  const isTyped = args.some((arg) => isKnown(arg) && /^-\w*[tV]/.test(arg));
  run.state.status = all ? 0 : undecided(invocation);
  const found = names.map((name) =>
    isFunction(name) ? (isTyped ? 'function' : name) : isTyped ? 'file' : `/usr/sbin/${name}`,
  );
  if (all) writeOutput(run, linesText(found), invocation.line);
  else writeUnknown(run, invocation);
  return next;
}

/** xargs(1). */
function xargs(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const { line } = invocation;
  const options = optionsOf(args, '+0rtxpn:L:I:d:a:P:s:l::i::', {
    null: '0',
    'no-run-if-empty': 'r',
    'max-args': 'n',
    replace: 'i',
    delimiter: 'd',
  });
  const { value = () => undefined, flags = '', operands: command = args } = options ?? {};
  const file = value('a');
  const chunks = file === undefined ? inputChunks(run) : readChunks(run, knownText(file));
  const input: ShellText = !options
    ? { reason: `\`${invocation.text}\` is not supported` }
    : 'reason' in chunks
      ? chunks
      : wholeText(chunks);
  if (!isKnown(input)) {
    if (command.some((word) => word === 'route' || word === 'ip') || setsRoute(invocation.text))
      run.notes.skip(line, input.reason);
    else run.notes.other(line);
    writeUnknown(run, invocation);
    run.state.status = undecided(invocation);
    return next;
  }
  const replaced = value('I') ?? (flags.includes('i') ? value('i') || '{}' : undefined);
  const size = value('L') ?? (flags.includes('l') ? value('l') || '1' : undefined);
  const delimiter = flags.includes('0') ? '\0' : ansi(knownText(value('d')));
  const unquoted = (text: string) => text.replace(/\\(.)|"([^"]*)"|'([^']*)'/g, '$1$2$3');
  const words = (text: string) => (text.match(/(?:[^\s"'\\]|\\.|"[^"]*"|'[^']*')+/g) ?? []).map(unquoted);
  const inputLines = input.split('\n').filter((text) => text.trim() !== '');
  const items: readonly (readonly string[])[] =
    delimiter !== ''
      ? input
          .split(delimiter)
          .flatMap((text, i, all) => (text === '' && i + 1 === all.length ? [] : [[text]]))
      : replaced !== undefined
        ? inputLines.map((text) => [unquoted(text.trimStart())])
        : size !== undefined
          ? inputLines.map(words)
          : words(input).map((word) => [word]);
  const most = replaced !== undefined ? 1 : Number(size ?? value('n') ?? items.length) || 1;
  const given = command.length > 0 ? command : ['echo'];
  const statuses: ExitStatus[] = [];
  const call = (called: readonly ShellText[]): void => {
    run.commands.program(run, called, invocation, 'xargs');
    statuses.push(run.state.status);
  };
  if (items.length === 0 && replaced === undefined && !flags.includes('r')) call(given);
  for (let from = 0; from < items.length; from += most) {
    const group = items.slice(from, from + most).flat();
    call(
      replaced !== undefined && isKnown(replaced)
        ? given.map((word) => (isKnown(word) ? word.split(replaced).join(group[0] ?? '') : word))
        : [...given, ...group],
    );
  }
  const failed = statuses.find((each) => each !== 0) ?? 0;
  run.state.status = typeof failed !== 'number' || failed === 0 || failed > 125 ? failed : 123;
  return next;
}

/** `su USER -c TEXT`, `runuser -u USER COMMAND`. */
function su(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const options = optionsOf(args, 'c:s:lmpfPTg:G:u:w:', {
    command: 'c',
    shell: 's',
    login: 'l',
    'preserve-environment': 'p',
    pty: 'P',
    user: 'u',
  });
  if (!options) {
    run.notes.skip(invocation.line, `\`${invocation.text}\` is not supported`);
    run.state.status = undecided(invocation);
    return next;
  }
  const { operands, value, flags } = options;
  const isLogin = operands[0] === '-';
  const words = operands.slice(isLogin ? 1 : 0);
  const text = value('c');
  const named = value('u') ?? words.shift() ?? 'root';
  const shell = ['bash', ...(text === undefined ? [] : ['-c', text]), ...words];
  const user = userAfter(run.state.user, 'su', named);
  const change = { isEmpty: isLogin || flags.includes('l'), unset: [], assigned: [], user };
  return withEnvironment(run, change, invocation.line, () =>
    run.commands.program(run, flags.includes('u') ? words : shell, invocation, 'su'),
  );
}

function identity(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const commandText = joinedTexts(args, ' ');
  const isNumber = commandText === '-u';
  const { user } = run.state;
  if (commandText === '-un' || commandText === '-u -n' || (isNumber && user === 'root'))
    return printed(run, isNumber ? '0' : user, invocation.line);
  writeUnknown(run, invocation);
  return next;
}

function expr(run: ShellRun, args: readonly ShellText[], invocation: CommandCall): Flow {
  const { line } = invocation;
  const whole = joinedTexts(args, ' ');
  const value =
    isKnown(whole) && /^[\d\s+*/%()-]+$/.test(whole)
      ? evaluateText(whole.replace(/\b0+(?=\d)/g, ''), scope(run, line))
      : undefined;
  if (typeof value === 'bigint') {
    printed(run, String(value), line);
    run.state.status = value === 0n ? 1 : 0;
    return next;
  }
  writeUnknown(run, invocation);
  return next;
}

function path(
  run: ShellRun,
  [given = '', suffix]: readonly ShellText[],
  invocation: CommandCall,
  part: (text: string) => string,
): Flow {
  const { line } = invocation;
  if (knownText(given).startsWith('-')) {
    writeUnknown(run, invocation);
    return next;
  }
  if (!isKnown(given)) return printed(run, given, line);
  const program = part(given);
  const isCut = suffix !== undefined && isKnown(suffix) && program.endsWith(suffix);
  return printed(run, isCut ? program.slice(0, -suffix.length) : program, line);
}
