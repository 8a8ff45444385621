import { alternatives } from '../../lib/word-list';
import type { CompoundCommand, CompoundList, Redirected, Statement, WordPart } from 'unbash';
import { kernelActionText, isSameAction, type TableEntry, type KernelTable } from '../kernel';
import { formatPrefix, type Prefix } from '../../net/prefix';
import type { DumpRoute, Group } from '../dump';
import {
  conditionText,
  isUnknownValue,
  knownText,
  negated,
  sameValue,
  shownValue,
  type Chunk,
  type Condition,
  type ExitStatus,
  type StreamLine,
  type ShellText,
  type Unknown,
  type Variable,
} from './values';

/** A script's text, and how its offsets map to the input's lines. */
export interface Source {
  readonly text: string;
  /** The line, from 1, of an offset. */
  readonly line: (offset: number) => number;
  /** The comments directly above a command, then the one after it. */
  readonly comments: (node: { readonly pos: number; readonly end: number }) => readonly string[];
}

/** Variables by name; undefined if not set. */
export type Variables = Map<string, Variable | undefined>;

/** Aliases by name. */
export type Aliases = ReadonlyMap<string, ShellText>;

/** A function of the script. */
export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly source: Source;
  /** The aliases that bash expanded in the body when it read it. */
  readonly aliases: Aliases;
}

/** The content of a file that the script wrote; `undefined` after `rm`. */
export type WrittenFile = readonly Chunk[] | ChangedFile | undefined;

/** A file with unknown content, and what the script wrote to it before. */
export interface ChangedFile extends Unknown {
  readonly former?: readonly Chunk[];
}

/** Everything a command can change. */
export interface State {
  readonly variables: Map<string, Variable>;
  /** The attributes of variables that each assignment obeys: letters of `declare`, or `?` if a test decides. */
  readonly attributes: Map<string, string>;
  readonly functions: Map<string, ShellFunction>;
  files: Map<string, WrittenFile>;
  aliases: Aliases;
  /** Other names of files and folders. */
  links: ReadonlyMap<string, string>;
  /** Whether files are executable, undefined if only a run decides; those that the script writes are not at first. */
  executable: ReadonlyMap<string, boolean | undefined>;
  /** Folders that the script made. */
  folders: ReadonlySet<string>;
  /** The working directory, relative to the one of the script's start, and those before it. */
  trail: readonly string[];
  readonly traps: Map<string, Trap>;
  table: KernelTable;
  /** `$1` and following. */
  args: readonly ShellText[] | Unknown;
  /** Who runs the commands. */
  user: ShellText;
  /** The names of the options that `set` and `shopt` set. */
  options: ReadonlySet<string>;
  /** `$?`. */
  status: ExitStatus;
  /** Tests whose other outcome leaves the script, the function or the loop. */
  assumed: readonly Assumed[];
  /** Variables of the calling shell that this one does not inherit. */
  hidden: ReadonlySet<string>;
  /** The variables that `local` hides, one map for each active function. */
  scopes: readonly Map<string, Variable | undefined>[];
}

/** The commands of `trap`, and the line that set them. */
export interface Trap {
  readonly text: string;
  readonly line: number;
}

export interface Assumed {
  readonly condition: Condition;
  /** What happens otherwise. */
  readonly otherwise: string;
}

/** The control flow after a command. */
export type Flow =
  /** `discard`: bash leaves the rest of the command line, also from within functions and loops. */
  | { readonly to: 'next' | 'return' | 'discard' | 'exit' }
  | { readonly to: 'break' | 'continue'; readonly levels: number };

export const next: Flow = { to: 'next' };

/** Options with some of them set or, unless `isOn`, unset; only those count that change what commands do. */
export function changedOptions(
  options: ReadonlySet<string>,
  names: readonly string[],
  isOn: boolean,
): ReadonlySet<string> {
  return new Set(
    [...options, ...names].filter((name) => effective.has(name) && (isOn || !names.includes(name))),
  );
}

const effective = new Set([
  'allexport',
  'errexit',
  'errtrace',
  'expand_aliases',
  'inherit_errexit',
  'lastpipe',
  'noclobber',
  'noexec',
  'nounset',
  'pipefail',
  'posix',
]);

/** The options that an argument such as `-eo` sets, with the one that follows it. */
export function optionNames(arg: string, following: ShellText | undefined): string[] {
  const names = [...arg.slice(1)].flatMap((letter) => letters[letter] ?? []);
  return takesName(arg) ? [...names, knownText(following)] : names;
}

/** Whether the name of an option follows an argument. */
export function takesName(arg: string): boolean {
  return /^[-+][a-zA-Z]*[oO]$/.test(arg);
}

const letters: Readonly<Record<string, string | undefined>> = {
  a: 'allexport',
  C: 'noclobber',
  e: 'errexit',
  E: 'errtrace',
  n: 'noexec',
  u: 'nounset',
};

/** The flow after an assignment to a readonly variable. `set -e` ends the script even within a test. */
export function refused(run: ShellRun, line: number): Flow {
  run.state.status = 1;
  if (!run.state.options.has('errexit')) return { to: 'discard' };
  endsHere(run, '`set -e`', line);
  return { to: 'exit' };
}

/** Records what ends the script or the subshell at a line, for reports on the rest of it. */
export function endsHere(run: ShellRun, what: string, line: number): void {
  if (run.conditions.length > 0) return;
  run.end ??= { line, reason: `${what} ends the ${run.depth > 0 ? 'subshell' : 'script'} at line ${line}` };
}

/** What is left to read of standard input. */
export interface Input {
  lines: readonly StreamLine[] | Unknown;
  at: number;
}

/** The interpreter's operations that its modules need. */
export interface ShellCommands {
  /** The output of the commands in `$(…)`, without final line feeds. */
  readonly output: (
    run: ShellRun,
    part: Extract<WordPart, { readonly type: 'CommandExpansion' }>,
  ) => ShellText;
  /** The name of a file that represents the output of the commands in `<(…)`. */
  readonly file: (
    run: ShellRun,
    part: Extract<WordPart, { readonly type: 'ProcessSubstitution' }>,
  ) => ShellText;
  readonly statements: (run: ShellRun, statements: readonly Statement[]) => Flow;
  /** Runs a text as a script in the same shell; its lines are those of `chunks`. */
  readonly text: (run: ShellRun, chunks: readonly Chunk[], line: number) => Flow;
  /** Calls a function of the script. */
  readonly call: (run: ShellRun, name: string, args: readonly ShellText[], line: number) => Flow;
  /** Runs commands whose variables, and whose `exit`, end with them. */
  readonly subshell: (run: ShellRun, body: () => Flow) => void;
  /** Writes a file of the script. */
  readonly write: (run: ShellRun, path: string, chunks: readonly Chunk[], isAdded: boolean) => void;
  /** Runs a program by its words, as `by` does: a function or a built-in command is none. */
  readonly program: (run: ShellRun, words: readonly ShellText[], invocation: CommandCall, by: string) => Flow;
}

/** A call of a command. */
export interface CommandCall {
  readonly line: number;
  /** The source, shortened. */
  readonly text: string;
  readonly comment: readonly string[];
}

/** A script that is run: its state, and everything to report. */
export interface ShellRun {
  source: Source;
  state: State;
  /** The aliases that bash expanded when it read the current commands. */
  aliases: Aliases;
  /** The collected standard output; undefined for the terminal. */
  output: Chunk[] | undefined;
  /** Where standard error is collected; undefined if it is not. */
  errors: Chunk[] | undefined;
  input: Input | undefined;
  /** What the file descriptors above 2 read. */
  descriptors: ReadonlyMap<number, Input>;
  /** The undecided tests that the current commands depend on. */
  conditions: readonly Condition[];
  /** The number of `conditions` when the output began to be collected. */
  outputDepth: number;
  /** The tables with which the script ends early, each with the test that decides. */
  ended: { readonly table: KernelTable; readonly before: KernelTable; readonly condition: Condition }[];
  /** The states in which the innermost loop or function is left early. */
  left: { readonly to: Flow['to']; readonly state: State; readonly condition: Condition }[];
  /** Above 0 while a failure does not end the script in spite of `set -e`. */
  guarded: number;
  calls: number;
  /** The number of functions and sourced files around the current commands: `return` leaves the innermost. */
  returnable: number;
  /** The value of `returnable` where the trap for ERR was set. */
  trappedAt: number;
  /** The number of subshells that the current commands are in. */
  depth: number;
  steps: number;
  /** The current loop, for names of lists and comments. */
  loop: { readonly group: Group; readonly comment: readonly string[] } | undefined;
  /** Commands that were run. */
  readonly executed: Set<object>;
  /** Files that were run or read: the policy has their routes as far as they were. */
  readonly consumed: Set<string>;
  /** Functions that other shells inherit: `export -f`. */
  readonly exported: Set<string>;
  /** The instance's own routes that were removed, by table and destination. */
  readonly removed: Map<string, { readonly line: number; readonly prefix: Prefix }>;
  /** Routes in files and commands that the network's configuration sets at its next start. */
  readonly persistent: { readonly route: DumpRoute; readonly carrier: string }[];
  /** How often a route was set or removed. */
  changes: number;
  /** The exit status of the last `$(…)`. */
  substituted: ExitStatus;
  readonly commands: ShellCommands;
  /** Where the script, or the current subshell, ends before its last line, and why. */
  end: { readonly line: number; readonly reason: string } | undefined;
  /** Where subshells ended before their last lines. */
  readonly ends: { readonly line: number; readonly last: number; readonly reason: string }[];
  readonly notes: RunNotes;
}

/** Notes about lines. */
export interface RunNotes {
  /** A line that is not in the policy. */
  readonly skip: (line: number, message: string) => void;
  /** An assumption. */
  readonly assume: (line: number, message: string) => void;
  /** A command that does nothing to routes, as far as is known. */
  readonly other: (line: number) => unknown;
}

/** More steps than a script needs to set all the routes that fit into a lifecycle configuration. */
export const mostSteps = 2_000_000;

export function isOver(run: ShellRun): boolean {
  return run.steps > mostSteps;
}

export function emptyState(table: KernelTable): State {
  return {
    variables: new Map(),
    attributes: new Map(),
    functions: new Map(),
    files: new Map(),
    aliases: new Map(),
    links: new Map(),
    executable: new Map(),
    folders: new Set(),
    trail: [''],
    traps: new Map(),
    table,
    args: { reason: 'the script has no arguments as a lifecycle configuration' },
    assumed: [],
    hidden: new Set(),
    scopes: [],
    options: new Set(),
    user: 'root',
    status: 0,
  };
}

/** A copy of a state, which can be changed independently. */
export function forked(run: ShellRun, state: State): State {
  const { variables, functions, files, traps, table } = state;
  run.steps += 1 + Math.floor((variables.size + files.size + table.size) / 20);
  return {
    ...state,
    variables: new Map(variables),
    attributes: new Map(state.attributes),
    functions: new Map(functions),
    files: new Map(files),
    traps: new Map(traps),
    table: new Map(table),
    scopes: state.scopes.map((scope) => new Map(scope)),
  };
}

/**
 * Runs what follows each outcome of an undecided test, and joins the results. If one of them leaves the loop, the
 * function or the script, only the other is followed.
 */
export function either(run: ShellRun, condition: Condition, first: () => Flow, second: () => Flow): Flow {
  const before = run.state;
  const opposite = negated(condition);
  const firstBranch = branch(run, before, condition, first);
  const secondBranch = branch(run, before, opposite, second);
  if (reach(firstBranch.flow) === reach(secondBranch.flow)) {
    run.state = joinedStates(run, before, [firstBranch.state, secondBranch.state], condition);
    return firstBranch.flow;
  }
  const firstStays = reach(firstBranch.flow) < reach(secondBranch.flow);
  const [staying, leaving] = firstStays ? [firstBranch, secondBranch] : [secondBranch, firstBranch];
  const stays = firstStays ? condition : opposite;
  run.state = staying.state;
  if (leaving.flow.to === 'exit') {
    run.ended.push({ table: leaving.state.table, before: before.table, condition: negated(stays) });
  } else {
    run.left.push({ to: leaving.flow.to, state: leaving.state, condition: stays });
    run.state.table = joinedTables(run, before.table, [staying.state.table, leaving.state.table], stays);
  }
  run.state.assumed = [...run.state.assumed, { condition: stays, otherwise: otherwise(leaving.flow) }];
  return staying.flow;
}

function otherwise({ to }: Flow): string {
  if (to === 'exit') return 'the script ends there';
  if (to === 'discard') return 'bash leaves the rest of the line there';
  if (to === 'return') return 'the function returns there';
  return to === 'break' ? 'the loop ends there' : 'the loop continues with its next iteration';
}

function branch(
  run: ShellRun,
  before: State,
  condition: Condition,
  body: () => Flow,
): { readonly flow: Flow; readonly state: State } {
  const { conditions } = run;
  run.state = forked(run, before);
  run.conditions = [...conditions, condition];
  const flow = body();
  run.conditions = conditions;
  return { flow, state: run.state };
}

/** How many levels the flow leaves. */
function reach(flow: Flow): number {
  if (flow.to === 'break' || flow.to === 'continue')
    return flow.levels * 2 - (flow.to === 'continue' ? 1 : 0);
  return flow.to === 'next' ? 0 : flow.to === 'return' ? 900 : 1000;
}

/** The state after both outcomes of a test; `pair[0]` is that of success. */
function joinedStates(
  run: ShellRun,
  before: State,
  pair: readonly [State, State],
  condition: Condition,
): State {
  const [one, other] = pair;
  const test = conditionText({ ...condition, holds: true });
  const depends = `depending on whether ${test}`;
  const result = forked(run, one);
  joinVariables(result, other, test);
  for (const name of new Set([...one.files.keys(), ...other.files.keys()])) {
    const [a, b] = [one.files.get(name), other.files.get(name)];
    if (one.files.has(name) !== other.files.has(name) || (a !== b && shownFile(a) !== shownFile(b)))
      result.files.set(name, {
        reason: `what \`${name}\` contains is known only when the script runs, ${depends}`,
      });
  }
  for (const [name, body] of other.functions)
    if (!result.functions.has(name)) result.functions.set(name, body);
  result.table = joinedTables(run, before.table, [one.table, other.table], condition);
  result.aliases = joinedAliases(one.aliases, other.aliases, depends);
  result.links = new Map([...other.links, ...one.links]);
  const changed = [...one.executable.keys(), ...other.executable.keys()].filter(
    (name) => (one.executable.get(name) ?? false) !== (other.executable.get(name) ?? false),
  );
  result.executable = new Map([
    ...other.executable,
    ...one.executable,
    ...changed.map((name): [string, undefined] => [name, undefined]),
  ]);
  result.folders = new Set([...one.folders, ...other.folders]);
  if (one.trail[0] !== other.trail[0]) result.trail = [`?${run.steps}`, ...one.trail];
  if (one.status !== other.status) result.status = { ...condition };
  if (shownArgs(one.args) !== shownArgs(other.args))
    result.args = { reason: `the arguments are known only when the script runs, ${depends}` };
  const options = [...one.options, ...other.options].filter(
    (name) => one.options.has(name) !== other.options.has(name),
  );
  result.assumed = [
    ...new Set([...one.assumed, ...other.assumed]),
    ...options.map((name) => ({
      condition: one.options.has(name) ? condition : negated(condition),
      otherwise: `the option \`${name}\` is ${one.options.has(name) ? 'off' : 'on'}`,
    })),
  ];
  return result;
}

function joinedAliases(one: Aliases, other: Aliases, depends: string): Aliases {
  if (one === other) return one;
  const names = [...one.keys(), ...other.keys()].filter((name) => one.get(name) !== other.get(name));
  const unknown = names.map((name): readonly [string, ShellText] => [
    name,
    { reason: `\`${name}\` is an alias or not, ${depends}` },
  ]);
  return new Map([...one, ...unknown]);
}

/** Makes those variables unknown whose value differs in `other`. */
export function joinVariables(result: State, other: State, test: string): void {
  for (const name of new Set([...result.attributes.keys(), ...other.attributes.keys()]))
    if (result.attributes.get(name) !== other.attributes.get(name)) result.attributes.set(name, '?');
  for (const name of new Set([...result.variables.keys(), ...other.variables.keys()])) {
    const [a, b] = [result.variables.get(name), other.variables.get(name)];
    const isExported = a?.exported ?? false;
    const exported =
      isExported !== (b?.exported ?? false)
        ? { reason: `\`$${name}\` is exported or not, depending on whether ${test}` }
        : isExported;
    if (sameValue(a, b)) {
      if (a && isExported !== exported) result.variables.set(name, { ...a, exported });
      continue;
    }
    const [line, comment] = [a?.line ?? b?.line ?? 1, a?.comment ?? []];
    result.variables.set(name, { value: eitherValue(name, [a, b], test), line, comment, exported });
  }
}

/** A value that tests decide, with all its possible values. */
function eitherValue(name: string, pair: readonly (Variable | undefined)[], test: string): Unknown {
  const choices = pair.map((each) => (each && isUnknownValue(each.value) ? each.value.choice : undefined));
  const values = pair.flatMap(
    (each, i) => choices[i]?.values ?? [each ? `${shownValue(each)} (line ${each.line})` : 'not set'],
  );
  const choice = {
    values: [...new Set(values)],
    tests: [...new Set([test, ...choices.flatMap((each) => each?.tests ?? [])])],
  };
  const listed = choice.values.length > 5 ? [...choice.values.slice(0, 4), 'another value'] : choice.values;
  return {
    reason: `\`$${name}\` is ${alternatives(listed)}, depending on whether ${choice.tests.slice(0, 3).join(' and whether ')}`,
    choice,
  };
}

function shownFile(file: WrittenFile): string {
  return JSON.stringify(file ?? null);
}

function shownArgs(args: readonly ShellText[] | Unknown): string {
  return JSON.stringify(args);
}

/** The table after both outcomes of a test; an action that differs is uncertain. */
export function joinedTables(
  run: ShellRun,
  before: KernelTable,
  [one, other]: readonly [KernelTable, KernelTable],
  condition: Condition,
): KernelTable {
  const result: KernelTable = new Map(one);
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [a, b, old] = [one.get(key), other.get(key), before.get(key)];
    if (a === b || isSame(a, b)) continue;
    let entries: readonly TableEntry[];
    if (isSame(b, old)) entries = settled(run, old, a, condition);
    else if (isSame(a, old)) entries = settled(run, old, b, negated(condition));
    else entries = unsettled(run, a, b, condition);
    if (entries.length > 0) result.set(key, entries);
    else result.delete(key);
  }
  return result;
}

/** Adds the changes on the paths to an early end to the table of the path to the last line. */
export function settleEnded(run: ShellRun): void {
  for (const { table, before, condition } of run.ended) {
    const current = run.state.table;
    for (const key of new Set([...table.keys(), ...before.keys()])) {
      const [now, there, old] = [current.get(key), table.get(key), before.get(key)];
      if (isSame(there, old) || isSame(there, now)) continue;
      const entries = isSame(now, old)
        ? settled(run, old, there, condition)
        : unsettled(run, there, now, condition);
      if (entries.length > 0) current.set(key, entries);
      else current.delete(key);
    }
  }
  run.ended = [];
}

/** Applies one outcome's changes to the routes of a destination, from `before` to `after`. */
function settled(
  run: ShellRun,
  before: readonly TableEntry[] | undefined,
  after: readonly TableEntry[] | undefined,
  condition: Condition,
): readonly TableEntry[] {
  const [old, set] = [before?.[0], after?.[0]];
  if (after && set && (!old || old.isBase)) {
    if (!set.isUncertain) run.notes.assume(set.route.line, `set only if ${conditionText(condition)}`);
    return after.map((entry) => (entry === set ? { ...set, assumed: condition } : entry));
  }
  if (!set && old?.isBase) {
    run.notes.assume(
      condition.line,
      `the instance's own route for \`${formatPrefix(old.route.prefix)}\` is removed only if ${conditionText(condition)}; treated as kept`,
    );
    return before ?? [];
  }
  if (after && set && old && isSameAction(set.route, old.route)) return after;
  return unsettled(run, before, after, negated(condition));
}

/** Reports both outcomes. The route stays for the kernel's checks, but is not in the policy. */
function unsettled(
  run: ShellRun,
  one: readonly TableEntry[] | undefined,
  other: readonly TableEntry[] | undefined,
  condition: Condition,
): readonly TableEntry[] {
  const [a, b] = [one?.[0], other?.[0]];
  const present = a ?? b;
  if (!present) return [];
  const entryText = (entry: TableEntry | undefined): string =>
    entry
      ? `\`${kernelActionText(entry.route)}\`${entry.route.line > 0 ? ` (line ${entry.route.line})` : ''}`
      : 'removed';
  const line = Math.max(a?.route.line ?? 0, b?.route.line ?? 0) || condition.line;
  run.notes.skip(
    line,
    `\`${formatPrefix(present.route.prefix)}\` is routed ${entryText(a)} or ${entryText(b)}, depending on whether ${conditionText({ ...condition, holds: true })}`,
  );
  return [{ ...present, isUncertain: true }];
}

function isSame(a: readonly TableEntry[] | undefined, b: readonly TableEntry[] | undefined): boolean {
  if (a === b) return true;
  const [some, others] = [a ?? [], b ?? []];
  return (
    some.length === others.length &&
    some.every(
      (entry, i) =>
        entry === others[i] ||
        (isSameAction(entry.route, others[i].route) &&
          entry.route.metric === others[i].route.metric &&
          entry.isUncertain === others[i].isUncertain),
    )
  );
}

/** Reports what a route depends on in addition to the branches it is in. */
export function reportAssumed(run: ShellRun): void {
  for (const { condition, otherwise: what } of run.state.assumed)
    run.notes.assume(condition.line, `assumes that ${conditionText(condition)}: otherwise ${what}`);
}

/** The routes of a table that the script set, in order. */
export function routesSet(table: KernelTable): DumpRoute[] {
  return [...table.values()].flatMap((entries) =>
    entries.flatMap(({ route, isBase, isUncertain }) => (isBase || isUncertain ? [] : [route])),
  );
}
