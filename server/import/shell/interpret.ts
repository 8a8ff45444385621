import {
  parse,
  type AndOr,
  type Case,
  type CommandNode,
  type CompoundList,
  type If,
  type Pipeline,
  type PipelineNode,
  type Statement,
} from 'unbash';
import { reportReserved } from './aliases';
import { evaluate } from './arithmetic';
import { simpleCommand, wordsCommand } from './commands';
import { expandText, expansionAt } from './expand';
import { chunk, writeChunks, outputOf } from './files';
import { arithmeticForLoop, forLoop, selectLoop, whileLoop } from './loops';
import { patternOf } from './parameters';
import { arithmeticWord } from './pieces';
import { regExp } from './patterns';
import { redirected } from './redirects';
import {
  changedOptions,
  either,
  forked,
  isOver,
  endsHere,
  joinVariables,
  next,
  reportAssumed,
  settleEnded,
  type Aliases,
  type ShellCommands,
  type Flow,
  type ShellRun,
} from './state';
import { testExpression } from './tests';
import { isInteger, scope } from './variables';
import {
  conditionText,
  isKnown,
  negated,
  streamLines,
  wholeText,
  type Chunk,
  type Condition,
  type ExitStatus,
  type ShellText,
} from './values';
import { shortText } from '../route-commands';

/** The deepest nesting of functions, substitutions and `eval`. */
const deepest = 60;

/** Runs statements in order, until one changes the flow. */
export function runStatements(run: ShellRun, statements: readonly Statement[]): Flow {
  for (const statement of statements) {
    if (isOver(run)) return { to: 'exit' };
    run.steps++;
    const flow = runStatement(run, statement);
    if (flow.to !== 'next') return flow;
  }
  return next;
}

/** Runs the statements of a script: after one that is discarded, bash continues with the next line. */
export function runScript(run: ShellRun, statements: readonly Statement[]): Flow {
  const { aliases, source } = run;
  let discarded: number | undefined;
  let flow: Flow = next;
  // Bash reads whole lines, and expands aliases when it does.
  let read = -1;
  for (const statement of statements) {
    if (source.line(statement.pos) === discarded) continue;
    if (statement.pos > read) run.aliases = expandedAliases(run);
    if (statement.end > read) {
      const end = source.text.indexOf('\n', statement.end);
      read = end < 0 ? source.text.length : end;
    }
    reportReserved(run, statement);
    flow = runStatements(run, [statement]);
    if (flow.to === 'discard') discarded = source.line(statement.end);
    else if (flow.to !== 'next') break;
    flow = next;
  }
  run.aliases = aliases;
  return flow;
}

function expandedAliases({ state: { aliases, options } }: ShellRun): Aliases {
  return options.has('expand_aliases') || options.has('posix') ? aliases : new Map();
}

function runStatement(run: ShellRun, statement: Statement): Flow {
  if (statement.background !== true) return runNode(run, statement.command);
  const { changes } = run;
  inSubshell(run, () => runNode(run, statement.command), statement);
  run.state.status = 0;
  if (run.changes > changes)
    run.notes.assume(
      run.source.line(statement.pos),
      `\`${written(run, statement)}\` runs in the background: treated as if it ended before the next command`,
    );
  return next;
}

/** A node's source, shortened. */
function written(run: ShellRun, { pos, end }: { readonly pos: number; readonly end: number }): string {
  return shortText(run.source.text.slice(pos, end));
}

function runNode(run: ShellRun, node: PipelineNode | AndOr): Flow {
  if (node.type === 'AndOr') return andOr(run, node);
  if (node.type === 'Pipeline') return pipeline(run, node);
  return runCommand(run, node);
}

function runCommand(run: ShellRun, node: CommandNode): Flow {
  switch (node.type) {
    case 'Command':
      return checked(run, node, simpleCommand(run, node));
    case 'Redirected':
      return redirected(run, node.redirects, () => runCommand(run, node.command));
    case 'BraceGroup':
      return runStatements(run, node.body.commands);
    case 'Subshell':
      inSubshell(run, () => runStatements(run, node.body.commands), node);
      return checked(run, node, next);
    case 'If':
      return ifCommand(run, node, 0);
    case 'For':
      return forLoop(run, node);
    case 'ArithmeticFor':
      return arithmeticForLoop(run, node);
    case 'While':
      return whileLoop(run, node);
    case 'Select':
      return selectLoop(run, node);
    case 'Case':
      return caseCommand(run, node);
    case 'Function':
      run.state.functions.set(node.name.value, { body: node.body, source: run.source, aliases: run.aliases });
      run.state.status = 0;
      return next;
    case 'TestCommand': {
      const truth = testExpression(expansionAt(run, run.source.line(node.pos)), node.expression);
      run.state.status = statusOf(run, truth, node);
      return checked(run, node, next);
    }
    case 'ArithmeticCommand': {
      const line = run.source.line(node.pos);
      const expansion = expansionAt(run, line);
      const value = node.expression
        ? evaluate(
            node.expression,
            scope(run, line, (word) => arithmeticWord(expansion, word)),
          )
        : 0n;
      run.state.status = statusOf(run, isInteger(value) ? value !== 0n : undefined, node);
      return checked(run, node, next);
    }
    case 'Coproc':
      run.notes.assume(
        run.source.line(node.pos),
        '`coproc` runs in the background: treated as if it ended before the next command',
      );
      inSubshell(
        run,
        () => (node.body.type === 'CompoundList' ? list(run, node.body) : runCommand(run, node.body)),
        node,
      );
      return next;
  }
}

/** The status of a test. */
function statusOf(
  run: ShellRun,
  truth: boolean | undefined,
  node: { readonly pos: number; readonly end: number },
): ExitStatus {
  if (truth !== undefined) return truth ? 0 : 1;
  return { text: written(run, node), line: run.source.line(node.pos), holds: true };
}

/** Applies `set -e` to a command's exit status. */
function checked(run: ShellRun, node: { readonly pos: number; readonly end: number }, flow: Flow): Flow {
  const { state } = run;
  const { status } = state;
  const trapped = trappedError(run, node, flow);
  if (trapped) return trapped;
  if (flow.to !== 'next' || !state.options.has('errexit') || run.guarded > 0 || status === 0) return flow;
  if (typeof status !== 'number') {
    state.assumed = [...state.assumed, { condition: status, otherwise: '`set -e` ends the script there' }];
    state.status = 0;
    return flow;
  }
  const line = run.source.line(node.pos);
  const what = run.depth > 0 ? 'subshell' : 'script';
  run.notes.assume(line, `\`${written(run, node)}\` fails, and \`set -e\` ends the ${what} there`);
  reportAssumed(run);
  endsHere(run, '`set -e`', line);
  return { to: 'exit' };
}

/** Applies `trap … ERR` to a command's exit status; undefined without a trap or a failure. */
function trappedError(
  run: ShellRun,
  node: { readonly pos: number; readonly end: number },
  flow: Flow,
): Flow | undefined {
  const { state } = run;
  const { status } = state;
  const trap = state.traps.get('ERR');
  const isSubject =
    flow.to === 'next' &&
    run.guarded === 0 &&
    (run.returnable <= run.trappedAt || state.options.has('errtrace')) &&
    status !== 0;
  if (!trap || !isSubject) return undefined;
  if (typeof status !== 'number') {
    state.assumed = [
      ...state.assumed,
      { condition: status, otherwise: 'the commands of `trap` for ERR run' },
    ];
    return undefined;
  }
  const line = run.source.line(node.pos);
  run.notes.assume(line, `\`${written(run, node)}\` fails, and the commands of \`trap\` for ERR run`);
  state.traps.delete('ERR');
  const ended = run.commands.text(run, [{ text: trap.text, line, conditions: [] }], line);
  run.state.traps.set('ERR', trap);
  run.state.status = status;
  return ended.to === 'exit' ? ended : undefined;
}

function andOr(run: ShellRun, { commands, operators }: AndOr): Flow {
  const last = commands.length - 1;
  const at = (i: number): Flow => {
    const flow = i < last ? guardedly(run, () => runNode(run, commands[i])) : runNode(run, commands[i]);
    return flow.to === 'next' ? after(i) : flow;
  };
  const after = (i: number): Flow => {
    if (i >= last) return next;
    const { status } = run.state;
    const isAnd = operators[i] === '&&';
    if (typeof status === 'number') return (status === 0) === isAnd ? at(i + 1) : after(i + 1);
    return whether(
      run,
      status,
      () => (isAnd ? at(i + 1) : after(i + 1)),
      () => (isAnd ? after(i + 1) : at(i + 1)),
    );
  };
  return at(0);
}

/** Follows both outcomes of a status that only a run decides. */
function whether(run: ShellRun, status: Condition, success: () => Flow, failure: () => Flow): Flow {
  return either(
    run,
    status,
    () => {
      run.state.status = 0;
      return success();
    },
    () => {
      run.state.status = 1;
      return failure();
    },
  );
}

/** Runs what may fail without ending the script. */
function guardedly(run: ShellRun, body: () => Flow): Flow {
  run.guarded++;
  const flow = body();
  run.guarded--;
  return flow;
}

function pipeline(run: ShellRun, node: Pipeline): Flow {
  const isNegated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
  const body = (): Flow => {
    if (node.commands.length === 1) return runNode(run, node.commands[0]);
    const flow = piped(run, node);
    return isNegated ? flow : checked(run, node, flow);
  };
  // Without `set -e` before it, `!` has no influence on one in its commands.
  const flow = isNegated && run.state.options.has('errexit') ? guardedly(run, body) : body();
  if (isNegated) {
    const { status } = run.state;
    run.state.status = typeof status === 'number' ? (status === 0 ? 1 : 0) : negated(status);
  }
  return flow;
}

function piped(run: ShellRun, { commands }: Pipeline): Flow {
  const { input } = run;
  const statuses: ExitStatus[] = [];
  let flow: Flow = next;
  commands.forEach((command, i) => {
    // A simple command's failure can end only its subshell, in which nothing follows.
    const body = () => (command.type === 'Command' ? simpleCommand(run, command) : runNode(run, command));
    if (i < commands.length - 1)
      run.input = { lines: streamLines(outputOf(run, () => inSubshell(run, body, command))), at: 0 };
    else if (run.state.options.has('lastpipe')) flow = body();
    else inSubshell(run, body, command);
    statuses.push(run.state.status);
  });
  run.input = input;
  if (run.state.options.has('pipefail')) {
    const failed = [...statuses].reverse().find((status) => status !== 0);
    run.state.status = failed ?? 0;
  }
  return flow;
}

/** Runs the commands of `trap … EXIT`; `exit` in them changes the status. */
export function runExitTrap(run: ShellRun): void {
  const { traps, status } = run.state;
  const trap = traps.get('EXIT');
  if (!trap) return;
  traps.delete('EXIT');
  const flow = run.commands.text(run, [{ ...trap, conditions: [] }], trap.line);
  if (flow.to !== 'exit') run.state.status = status;
}

/** Records where a subshell ended before its last line. */
function endSubshell(run: ShellRun, node: { readonly end: number } | undefined): void {
  const { end, source } = run;
  if (end && node) run.ends.push({ ...end, last: source.line(node.end) });
}

/** Runs commands whose variables, and whose `exit`, end with them; routes and files persist. */
function inSubshell(run: ShellRun, body: () => Flow, node?: { readonly end: number }): void {
  const { state, input, descriptors, ended, end, left, trappedAt } = run;
  run.state = forked(run, state);
  for (const name of state.traps.keys())
    if (name !== 'ERR' || !state.options.has('errtrace')) run.state.traps.delete(name);
  [run.ended, run.left, run.end] = [[], [], undefined];
  run.depth++;
  body();
  runExitTrap(run);
  endSubshell(run, node);
  run.depth--;
  settleEnded(run);
  const { table, files, links, executable, folders, status } = run.state;
  run.state = Object.assign(state, { table, files, links, executable, folders, status });
  [run.ended, run.left, run.end, run.trappedAt] = [ended, left, end, trappedAt];
  [run.input, run.descriptors] = [input, descriptors];
}

/** `i` is the index of the `if` or `elif` to try. */
function ifCommand(run: ShellRun, node: If, i: number): Flow {
  const test = i === 0 ? node : node.elif[i - 1];
  const flow = guardedly(run, () => runStatements(run, test.clause.commands));
  if (flow.to !== 'next') return flow;
  const yes = () => list(run, test.then);
  const no = (): Flow => {
    if (i < node.elif.length) return ifCommand(run, node, i + 1);
    run.state.status = 0;
    return node.else ? list(run, node.else) : next;
  };
  const { status } = run.state;
  if (typeof status !== 'number') return whether(run, status, yes, no);
  return status === 0 ? yes() : no();
}

function list(run: ShellRun, { commands }: CompoundList): Flow {
  return runStatements(run, commands);
}

function caseCommand(run: ShellRun, node: Case): Flow {
  const line = run.source.line(node.pos);
  const expansion = expansionAt(run, line);
  const word = expandText(expansion, node.word);
  run.state.status = 0;
  const body = (i: number): Flow => {
    const { terminator, body: commands } = node.items[i];
    const flow = list(run, commands);
    if (flow.to !== 'next' || i + 1 >= node.items.length) return flow;
    if (terminator === ';&') return body(i + 1);
    return terminator === ';;&' ? from(i + 1) : flow;
  };
  const from = (i: number): Flow => {
    if (i >= node.items.length) return next;
    const patterns = node.items[i].pattern;
    const truths = patterns.map((pattern) => {
      const source = patternOf(expansion, pattern);
      if (source === '[^]*') return true;
      if (!isKnown(word) || typeof source !== 'string') return undefined;
      return regExp(`^(?:${source})$`)?.test(word);
    });
    if (truths.includes(true)) return body(i);
    if (!truths.includes(undefined)) return from(i + 1);
    const patternsText = `${node.word.text} in ${patterns.map(({ text }) => text).join('|')}`;
    return either(
      run,
      { text: shortText(`case ${patternsText}`), line, holds: true },
      () => body(i),
      () => from(i + 1),
    );
  };
  return from(0);
}

/** Runs commands for expansion and the built-in commands. */
export const shellCommands: ShellCommands = {
  output: (run, part) => {
    const { script } = part;
    if (!script) return { reason: `\`${shortText(part.text)}\` is not supported` };
    const { source } = run;
    const line = source.line(part.pos);
    if (script.source !== undefined)
      run.source = { text: script.source, line: () => line, comments: () => [] };
    const chunks = substitutedChunks(run, script.commands);
    run.source = source;
    run.substituted = run.state.status;
    const text = wholeText(chunks);
    return isKnown(text) ? text.replace(/\n+$/, '') : text;
  },
  file: (run, part) => {
    const { script } = part;
    const name = `/dev/fd/${part.pos}`;
    const { input } = run;
    const reason = `what \`${shortText(part.text)}\` reads is known only when the script runs`;
    if (part.operator === '>') run.input = { lines: { reason }, at: 0 };
    const chunks = script
      ? substitutedChunks(run, script.commands, true)
      : [chunk(run, { reason: `\`${shortText(part.text)}\` is not supported` }, run.source.line(part.pos))];
    run.input = input;
    writeChunks(run, name, chunks, false);
    return name;
  },
  statements: runStatements,
  text: (run, chunks, line) => {
    const text = wholeText(chunks);
    if (!isKnown(text)) {
      run.notes.skip(line, `runs a text as commands: ${text.reason}`);
      return next;
    }
    return nested(run, () => runText(run, text, chunks, line));
  },
  call: (run, name, args) => nested(run, () => callFunction(run, name, args)),
  subshell: inSubshell,
  write: writeChunks,
  program: (run, words, invocation, by) => wordsCommand(run, words, invocation, { lookup: 'programs', by }),
};

/** The output of a substitution's commands. */
function substitutedChunks(run: ShellRun, statements: readonly Statement[], inherits = false): Chunk[] {
  return outputOf(run, () => {
    nested(run, () => {
      inSubshell(run, () => {
        const { options } = run.state;
        if (!inherits && !options.has('inherit_errexit') && !options.has('posix'))
          run.state.options = changedOptions(options, ['errexit'], false);
        return runStatements(run, statements);
      });
      return next;
    });
  });
}

function nested(run: ShellRun, body: () => Flow): Flow {
  if (run.calls >= deepest) {
    run.steps = Infinity;
    return { to: 'exit' };
  }
  run.calls++;
  const flow = body();
  run.calls--;
  return flow;
}

function runText(run: ShellRun, text: string, chunks: readonly Chunk[], line: number): Flow {
  const { source } = run;
  const lines = streamLines(chunks);
  const tree = parse(text);
  run.source = {
    text,
    line: (offset) => lines[text.slice(0, offset).split('\n').length - 1]?.line ?? line,
    comments: () => [],
  };
  const flow = runScript(run, tree.commands);
  for (const { message } of tree.errors ?? [])
    run.notes.skip(line, `a text that is run has a syntax error: ${message}`);
  run.source = source;
  return flow;
}

function callFunction(run: ShellRun, name: string, args: readonly ShellText[]): Flow {
  const called = run.state.functions.get(name);
  if (!called) return next;
  const { aliases, source, left } = run;
  const { args: before } = run.state;
  const attributes = new Map(run.state.attributes);
  run.executed.add(called.body);
  run.state.args = args;
  run.state.scopes = [...run.state.scopes, new Map()];
  [run.source, run.left, run.aliases] = [called.source, [], called.aliases];
  const { body } = called;
  run.returnable++;
  const flow = body.type === 'CompoundList' ? list(run, body) : runCommand(run, body);
  run.returnable--;
  for (const { state, condition } of run.left)
    joinVariables(run.state, state, conditionText({ ...condition, holds: true }));
  [run.source, run.left, run.aliases] = [source, left, aliases];
  run.state.args = before;
  const scope = run.state.scopes[run.state.scopes.length - 1];
  run.state.scopes = run.state.scopes.slice(0, -1);
  for (const [hidden, variable] of scope ?? []) {
    if (variable) run.state.variables.set(hidden, variable);
    else run.state.variables.delete(hidden);
    run.state.attributes.set(hidden, attributes.get(hidden) ?? '');
  }
  if (flow.to !== 'return' && flow.to !== 'next') return flow;
  return next;
}
