import { parse, type ParsedScript, type ParseError } from 'unbash';
import { formatPrefix } from '../../net/prefix';
import { invisibleText } from '../../syntax/invisible';
import type { DumpRoute, Line, Note } from '../dump';
import { note } from '../dump';
import { isSameAction, tableKey, type KernelTable } from '../kernel';
import { commentsIn } from './comments';
import { setExecutable } from './files';
import { runExitTrap, runScript, shellCommands } from './interpret';
import { reportNeverRun } from './never';
import {
  emptyState,
  isOver,
  routesSet,
  settleEnded,
  type RunNotes,
  type ShellRun,
  type Source,
} from './state';
import { writtenFiles } from './written-files';
import { countUpTo } from '../../lib/binary-search';
import { lineStart } from '../../syntax/lines';

/** The result of running a script. */
export interface ScriptResult {
  readonly table: KernelTable;
  readonly routes: readonly DumpRoute[];
  readonly skipped: readonly Note[];
  readonly assumptions: readonly Note[];
  /** Lines whose commands set no route. */
  readonly other: readonly number[];
}

/** A shell that runs one text after the other. */
export interface ShellSession {
  /** Runs a text; `lines` are its lines in the input, in order. */
  readonly run: (lines: readonly Line[], isWhole: boolean) => void;
  /** Writes a file before the commands run. */
  readonly write: (path: string, lines: readonly Line[], isExecutable: boolean) => void;
  /** Makes variables unknown, each with its reason. */
  readonly unknown: (names: ReadonlyMap<string, string>) => void;
  readonly table: () => KernelTable;
  /** Replaces the table with one that was shown. */
  readonly setTable: (table: KernelTable) => void;
  readonly skip: (line: number, message: string) => void;
  readonly assume: (line: number, message: string) => void;
  readonly result: () => ScriptResult;
}

/** A new shell; `lineText` is for notes about a line. */
export function shellSession(table: KernelTable, lineText: (line: number) => string): ShellSession {
  const collected = notesOf(lineText);
  const run = newRun(table, collected.notes);
  const ran: Ran[] = [];
  return {
    run: (lines, isWhole) => {
      const part = runLines(run, lines, isWhole);
      if (isWhole) ran.push(part);
    },
    write: (path, lines, isExecutable) => {
      const chunks = lines.map(({ number, text }) => ({ text: `${text}\n`, line: number, conditions: [] }));
      run.commands.write(run, path, chunks, false);
      setExecutable(run, path, isExecutable);
    },
    unknown: (names) => {
      for (const [name, reason] of names)
        run.state.variables.set(name, { value: { reason }, line: 1, comment: [] });
    },
    table: () => run.state.table,
    setTable: (printed) => {
      run.state.table = printed;
      run.removed.clear();
    },
    skip: collected.notes.skip,
    assume: collected.notes.assume,
    result: () => {
      for (const { source, tree, end } of ran) {
        run.end = end;
        reportNeverRun(run, source, tree);
      }
      finish(run);
      const routes = effectiveRoutes(run);
      return { ...collected.result(), table: run.state.table, routes };
    },
  };
}

function newRun(table: KernelTable, notes: RunNotes): ShellRun {
  return {
    source: { text: '', line: () => 1, comments: () => [] },
    state: emptyState(table),
    aliases: new Map(),
    output: undefined,
    errors: undefined,
    descriptors: new Map(),
    input: undefined,
    conditions: [],
    outputDepth: 0,
    ended: [],
    left: [],
    guarded: 0,
    calls: 0,
    returnable: 0,
    trappedAt: 0,
    depth: 0,
    steps: 0,
    loop: undefined,
    executed: new Set(),
    consumed: new Set(),
    exported: new Set(),
    removed: new Map(),
    persistent: [],
    changes: 0,
    substituted: 0,
    commands: shellCommands,
    end: undefined,
    ends: [],
    notes,
  };
}

function notesOf(lineText: (line: number) => string): {
  readonly notes: RunNotes;
  readonly result: () => Pick<ScriptResult, 'skipped' | 'assumptions' | 'other'>;
} {
  const skipped = new Map<string, Note>();
  const assumptions = new Map<string, Note>();
  const otherLines = new Set<number>();
  const add = (to: Map<string, Note>) => (line: number, message: string) => {
    const key = `${line} ${message}`;
    if (!to.has(key)) to.set(key, note({ number: line, text: lineText(line) }, message));
  };
  return {
    notes: {
      skip: (line, message) => {
        // The error may be an invisible character.
        const hidden = message.includes('U+') ? '' : invisibleText(lineText(line));
        add(skipped)(line, hidden === '' ? message : `${message}; the line contains ${hidden}`);
      },
      assume: add(assumptions),
      other: (line) => otherLines.add(line),
    },
    result: () => {
      const reported = new Set([...skipped.values(), ...assumptions.values()].map(({ line }) => line));
      return {
        skipped: [...skipped.values()],
        assumptions: [...assumptions.values()],
        other: [...otherLines].filter((line) => !reported.has(line)),
      };
    },
  };
}

/** A text that was run. */
interface Ran {
  readonly source: Source;
  readonly tree: ParsedScript;
  readonly end: ShellRun['end'];
}

function runLines(run: ShellRun, lines: readonly Line[], isWhole: boolean): Ran {
  const text = lines.map((line) => line.text).join('\n');
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.text.length + 1;
  }
  const tree = parse(text);
  const source: Source = {
    text,
    line: (at) => lines[countUpTo(starts, at) - 1]?.number ?? 1,
    comments: commentsIn(text, tree),
  };
  run.source = source;
  const broken = firstError(tree);
  const whole = broken && wholeEnd(text, broken);
  const statements = whole === undefined ? tree.commands : parse(text.slice(0, whole)).commands;
  const flow = runScript(run, statements);
  if (broken && flow.to === 'next')
    reportBroken(run, lines, source.line(broken.pos), source.line(whole ?? 0), broken.message);
  if (flow.to === 'exit') run.state.traps.delete('DEBUG');
  if (isWhole) {
    runExitTrap(run);
    if (isOver(run))
      run.notes.skip(
        source.line(0),
        'the script takes more steps than a script of routes does: not all of it is run',
      );
  }
  const { end } = run;
  run.end = undefined;
  return { source, tree: { ...tree, commands: statements }, end };
}

function firstError(tree: ParsedScript): ParseError | undefined {
  return [...(tree.errors ?? [])].sort((a, b) => a.pos - b.pos)[0];
}

/** Parsing this many characters again is fast enough. */
const mostParsed = 4_000_000;

/**
 * The end of the part before a syntax error that bash runs: it reads the lines of a command and runs it before it reads
 * on. So this is the longest run of whole lines before the error that parses.
 */
function wholeEnd(text: string, { pos }: ParseError): number {
  let parsed = 0;
  for (let end = lineStart(text, pos); end > 0 && parsed < mostParsed; end = lineStart(text, end - 1)) {
    parsed += end;
    if (firstError(parse(text.slice(0, end))) === undefined) return end;
  }
  return 0;
}

/**
 * Reports what bash does not run of a text with a syntax error on a line; `first` is the first line that it does not
 * run.
 */
function reportBroken(
  run: ShellRun,
  lines: readonly Line[],
  line: number,
  first: number,
  message: string,
): void {
  const isQuote = /quote|backtick|unterminated/.test(message);
  const lost = lines.filter(
    ({ number, text }) =>
      number >= first && number !== line && /\b(?:ip|route)\b.*\b(?:add|replace|append|change)\b/.test(text),
  );
  const what = isQuote
    ? `the quote that begins here is not closed: the rest of the script is its text`
    : `syntax error (${message}): bash runs nothing from ${first === line ? 'here' : `line ${first}`} on`;
  run.notes.skip(
    line,
    lost.length > 0
      ? `${what}, ${lost.length === 1 ? 'a route command' : `${lost.length} route commands`} in it`
      : what,
  );
  for (const each of lost)
    run.notes.skip(
      each.number,
      `never runs: line ${line} has ${isQuote ? 'a quote that is not closed' : 'a syntax error'}`,
    );
}

/** Final reports, on files and on the instance's own routes that were removed. */
function finish(run: ShellRun): void {
  settleEnded(run);
  writtenFiles(run);
  for (const { route, carrier } of run.persistent) {
    const key = tableKey(route);
    const [there] = run.state.table.get(key) ?? [];
    if (there && !there.isBase && isSameAction(there.route, route)) continue;
    const prefix = formatPrefix(route.prefix);
    if (there) {
      run.notes.skip(route.line, `${carrier} sets a route for \`${prefix}\`, which has another one`);
      continue;
    }
    run.notes.assume(route.line, `${carrier} sets the route when the network next starts: treated as set`);
    run.state.table.set(key, [{ route, isBase: false }]);
  }
  for (const [key, { line, prefix }] of run.removed)
    if (!run.state.table.has(key))
      run.notes.skip(
        line,
        `removes the instance's own route for \`${formatPrefix(prefix)}\`, which a policy cannot`,
      );
}

/** The routes that take effect: not those after one of the instance's own, which has a lower metric. */
function effectiveRoutes(run: ShellRun): DumpRoute[] {
  const { table } = run.state;
  for (const [key, entries] of [...table]) {
    const first = entries.findIndex(({ route }) => route.tos === undefined);
    if (first < 0 || !entries[first].isBase) continue;
    const hidden = entries.slice(first + 1).filter(({ isBase, route }) => !isBase && route.tos === undefined);
    if (hidden.length === 0) continue;
    for (const { route } of hidden) {
      const prefix = formatPrefix(route.prefix);
      run.notes.assume(
        route.line,
        route.prefix.length === 0
          ? `a default route of metric ${route.metric} counts only when the instance's own is gone: a policy cannot express it`
          : `the instance's own route for \`${prefix}\` has a lower metric and wins`,
      );
    }
    table.set(
      key,
      entries.filter((entry) => !hidden.includes(entry)),
    );
  }
  return routesSet(table);
}
