import type { Carrier } from './carriers/carried';
import { carrierOf } from './carriers/carriers';
import { compiledName } from './compiled-name';
import { readCompiled } from './compiled/compiled';
import {
  linesIn,
  note,
  withoutColours,
  type Dump,
  type DumpFormat,
  type DumpRoute,
  type Line,
  type Note,
} from './dump';
import { formatNamed } from './formats';
import { isSameAction, notebookTable, setRoute, tableKey, tableOfRoutes, type KernelTable } from './kernel';
import { shellSession, type ShellSession } from './shell/script';
import { invisibleText, withoutInvisible } from '../syntax/invisible';
import { partsOf, type TextPart } from './text/parts';
import { plainLines } from './text/plain-lines';

/**
 * Reads a table, a script or a paste that mixes commands, their output and sentences. Never fails: the result has every
 * line that was not understood.
 */
export function readDump(text: string, from: DumpFormat | 'auto'): Dump {
  const lines = linesIn(withoutColours(text));
  const source = lines.map((line) => line.text).join('\n');
  const isOurs = (from === 'auto' || from === 'shell') && compiledName(source) !== undefined;
  if (isOurs) return { format: 'shell', ...readCompiled(source, lines) };
  const plain = plainLines(lines);
  const reading = newReading(lines);
  const isScript = /^\s*#!/.test(text) || from === 'shell';
  if (isScript && /\r\n/.test(text))
    reading.shell.assume(
      1,
      'its lines end with CRLF, and bash would read the CR as part of the last word: read as LF',
    );
  const carrier = from === 'auto' ? carrierOf(plain) : undefined;
  const compiled = carrier && compiledIn(carrier);
  if (compiled) return compiled;
  if (carrier) readCarrier(reading, carrier, plain);
  else
    for (const part of from === 'auto' ? partsOf(plain) : [wholePart(plain, from)]) readPart(reading, part);
  return finished(reading, lines, plain);
}

/** The whole text in a given format. */
function wholePart(lines: readonly Line[], format: DumpFormat): TextPart {
  return format === 'shell'
    ? { kind: 'commands', lines, isTyped: false }
    : { kind: 'table', lines, format, printed: undefined };
}

/** The state while a text is read. */
interface Reading {
  readonly shell: ShellSession;
  readonly notUnderstood: Note[];
  /** By IP version, the main table that was shown last. */
  readonly printed: Map<4 | 6, readonly Line[]>;
  readonly formats: Set<DumpFormat>;
  readonly foreign: { readonly line: number; readonly system: string }[];
  readonly lineText: (line: number) => string;
  namesCutAt: number | undefined;
  hasTable: boolean;
  carrier: string | undefined;
}

/** The compiled script in a template, if it is the only one there. */
function compiledIn({ name, parts }: Carrier): Dump | undefined {
  const [part, ...more] = parts;
  if (part?.kind !== 'script' || more.length > 0) return undefined;
  const text = part.lines.map((line) => line.text).join('\n');
  if (compiledName(text) === undefined) return undefined;
  const read = readCompiled(text, part.lines);
  const [first] = part.lines;
  const carried = first ? [note(first, `this is ${name}: the script in it is read`)] : [];
  return { format: 'shell', ...read, assumptions: [...carried, ...(read.assumptions ?? [])] };
}

/** Reads the parts of a configuration file. */
function readCarrier(reading: Reading, { name, parts }: Carrier, lines: readonly Line[]): void {
  const { shell, notUnderstood } = reading;
  reading.formats.add('shell');
  reading.carrier = name;
  if (parts.length === 0) return;
  shell.assume(lines[0]?.number ?? 1, `this is ${name}: its content is treated as if it had run`);
  for (const part of parts) if (part.kind === 'file') shell.write(part.path, part.lines, part.isExecutable);
  for (const part of parts) {
    if (part.kind === 'route') {
      setRoute(shell.table(), part.route, 'replace');
    } else if (part.kind === 'skipped') notUnderstood.push(note(part.line, part.reason));
    else if (part.kind === 'script') {
      shell.unknown(part.unknown);
      shell.run(part.lines, true);
    }
  }
}

function newReading(lines: readonly Line[]): Reading {
  const lineText = (line: number): string => lines[line - 1]?.text ?? '';
  return {
    shell: shellSession(notebookTable(), lineText),
    notUnderstood: [],
    printed: new Map(),
    formats: new Set(),
    foreign: [],
    lineText,
    namesCutAt: undefined,
    hasTable: false,
    carrier: undefined,
  };
}

function readPart(reading: Reading, part: TextPart): void {
  const { lineText } = reading;
  const [first] = part.lines;
  switch (part.kind) {
    case 'foreign':
      if (first) reading.foreign.push({ line: first.number, system: part.system });
      return;
    case 'sentence':
      for (const { number } of part.lines)
        reading.notUnderstood.push(
          note({ number, text: lineText(number) }, 'a route command within other text: it is not run'),
        );
      return;
    case 'table':
      readTable(reading, part);
      return;
    case 'commands':
      reading.formats.add('shell');
      readCommands(reading, part);
  }
}

function readCommands({ shell }: Reading, part: Extract<TextPart, { readonly kind: 'commands' }>): void {
  const [first] = part.lines;
  if (!first) return;
  if (part.failure?.includes('File exists') === true)
    shell.assume(
      first.number,
      'a route for this destination existed when this was typed (File exists): treated as the same',
    );
  else if (part.failure !== undefined) {
    shell.assume(first.number, `no effect: it failed when it was typed (${part.failure.slice(0, 80)})`);
    return;
  }
  if (part.shownBy !== undefined)
    shell.assume(first.number, `\`${part.shownBy.slice(0, 60)}\` shows a script: treated as if it had run`);
  shell.run(part.lines, !part.isTyped);
}

function readTable(
  reading: Reading,
  { lines, format, printed }: Extract<TextPart, { readonly kind: 'table' }>,
): void {
  const read = formatNamed(format).read?.(visible(reading, lines));
  if (!read) return;
  reading.formats.add(format);
  if (printed?.kind === 'other') {
    for (const line of lines)
      if (line.text.trim() !== '' && !/^(?:Kernel|Destination|Iface)\b/.test(line.text.trim()))
        reading.notUnderstood.push(note(line, printed.reason));
    return;
  }
  reading.notUnderstood.push(...read.notUnderstood);
  if (read.namesCutAt !== undefined) reading.namesCutAt = read.namesCutAt;
  if (printed?.kind === 'main' && printed.isPart) {
    for (const route of read.routes) setRoute(reading.shell.table(), route, 'replace');
    if (lines[0]) reading.shell.assume(lines[0].number, 'part of a table: the other routes are unknown');
    return;
  }
  reading.hasTable = true;
  const families = new Set<4 | 6>(
    read.routes.filter(({ table }) => table === undefined).map(({ prefix }) => prefix.family),
  );
  for (const family of families) reportReplaced(reading, family, lines, read.routes);
  const { shell } = reading;
  const kept: KernelTable = new Map(
    [...shell.table()].filter(([, [entry]]) => !entry || !families.has(entry.route.prefix.family)),
  );
  for (const [key, entries] of tableOfRoutes(read.routes, false)) kept.set(key, entries);
  shell.setTable(kept);
  for (const family of families) reading.printed.set(family, lines);
}

/** Lines without invisible characters, which are reported. */
function visible(reading: Reading, lines: readonly Line[]): readonly Line[] {
  return lines.map((line) => {
    const invisible = invisibleText(line.text);
    if (invisible === '') return line;
    reading.shell.assume(line.number, `contains ${invisible}, which is invisible: ignored`);
    return { ...line, text: withoutInvisible(line.text) };
  });
}

/** Reports what a table that is shown later replaces: an earlier one, and the commands between them. */
function reportReplaced(
  { shell, printed, notUnderstood, lineText }: Reading,
  family: 4 | 6,
  lines: readonly Line[],
  routes: readonly DumpRoute[],
): void {
  const before = printed.get(family);
  const now = tableOfRoutes(routes, false);
  const span = (all: readonly Line[]): string =>
    `lines ${all[0]?.number ?? 1}–${all[all.length - 1]?.number ?? 1}`;
  const isThere = (route: DumpRoute): boolean =>
    (now.get(tableKey(route)) ?? []).some(
      (entry) => isSameAction(entry.route, route) || sameGateway(entry.route, route),
    );
  const lost = [...shell.table().values()].flatMap((entries) =>
    entries.flatMap(({ route, isBase }) =>
      !isBase && route.prefix.family === family && route.table === undefined && !isThere(route)
        ? [route]
        : [],
    ),
  );
  const old = new Set(before?.map(({ number }) => number));
  for (const route of lost)
    if (!old.has(route.line))
      shell.assume(route.line, `the table of ${span(lines)}, shown later, has no such route`);
  if (!before) return;
  const keys = new Set(
    [...shell.table().values()].flatMap((entries) => entries.map(({ route }) => tableKey(route))),
  );
  const isOther =
    lost.some(({ line }) => old.has(line)) || routes.some((route) => !keys.has(tableKey(route)));
  const message = `${span(before)} show a main table, and ${span(lines)} another state of it: the last one is used`;
  const line = before[0]?.number ?? 1;
  if (isOther) notUnderstood.push(note({ number: line, text: lineText(line) }, message));
  else shell.assume(line, message);
}

/** A table has the interface that a command omitted. */
function sameGateway(a: DumpRoute, b: DumpRoute): boolean {
  return (
    a.type === b.type &&
    a.hops.length === b.hops.length &&
    a.hops.every(({ gateway }, i) => gateway?.value === b.hops[i].gateway?.value)
  );
}

function finished(reading: Reading, lines: readonly Line[], plain: readonly Line[]): Dump {
  const { shell, formats, foreign, hasTable, namesCutAt } = reading;
  const { table, routes: set, skipped, assumptions, other } = shell.result();
  const routes = hasTable
    ? [...table.values()].flatMap((entries) =>
        entries.flatMap(({ route, isBase }) => (isBase ? [] : [route])),
      )
    : set;
  const notUnderstood = [...reading.notUnderstood, ...skipped];
  for (const { line, system } of foreign)
    notUnderstood.push(
      note(
        { number: line, text: reading.lineText(line) },
        `this is ${system}, and a notebook runs Linux: not read`,
      ),
    );
  const [format] = formats.size === 1 ? [...formats] : (['shell'] as const);
  const isNothing =
    routes.length === 0 &&
    notUnderstood.length === foreign.length &&
    assumptions.length === (reading.carrier === undefined ? 0 : Math.min(1, assumptions.length));
  return {
    format: format ?? 'shell',
    routes,
    notUnderstood,
    assumptions: assumptions,
    other,
    isWhole: hasTable,
    compiled: undefined,
    about: hasTable ? [] : aboutLines(plain),
    ...(namesCutAt !== undefined && { namesCutAt }),
    ...(isNothing && { unrecognised: contentText(reading, lines) }),
  };
}

/** What kind of text it is, if nothing in it was recognised. */
function contentText({ foreign, hasTable, formats, carrier }: Reading, lines: readonly Line[]): string {
  const [system] = foreign;
  if (system) return `this is ${system.system}, and a notebook runs Linux`;
  if (carrier !== undefined) return `this is ${carrier}, and nothing in it sets a route`;
  // What `ip -j route` prints for an empty table.
  if (hasTable && formats.has('ip-json')) return 'it is an empty JSON list, so the table has no routes';
  if (hasTable) return 'the table has a heading and no route';
  const filled = lines.filter(({ text }) => text.trim() !== '');
  const firstLine = (filled[0]?.text ?? '').trim().slice(0, 60);
  if (formats.has('shell')) return `no command in it sets a route; it begins with \`${firstLine}\``;
  return `neither a table of routes nor a command that sets one; it begins with \`${firstLine}\``;
}

/** A script's description of itself, before its first command. */
function aboutLines(lines: readonly Line[]): string[] {
  const about: string[] = [];
  for (const { number, text } of lines) {
    if (number === 1 && text.startsWith('#!')) continue;
    const match = /^\s*#+ ?(.*)$/.exec(text);
    // Directly above a command it belongs to that.
    if (!match) return text.trim() === '' ? about : [];
    about.push(match[1]);
  }
  return about;
}
