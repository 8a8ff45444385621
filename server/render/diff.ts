import type { BeyondRange } from './onward';
import { codeSpan, markdownText } from '../lib/markdown';
import type { ActionJson, ChangeJson, DiffJson } from '../lib/json-output';
import { changeKind, joined, touches, type Change, type ChangeKind } from '../model/diff';
import { interfaceNameOf, typeOf, routeActions, actionText } from '../model/actions';
import { formatRange, type Family } from '../net/prefix';
import type { Table } from '../net/table';
import { counted, countedAddresses, shortCount } from '../lib/numbers';

export interface DiffSide {
  /** The display name, which is printable. */
  readonly name: string;
  readonly tables: { readonly 4: Table; readonly 6: Table };
  /** The printable location of a row; `line` is undefined for a route that is not in the text. */
  readonly location: (table: Table, row: number) => RouteLocation;
  /** What the VPC router does with addresses that are routed to it; empty without a network file. */
  readonly beyond: (family: Family, first: bigint, last: bigint) => readonly BeyondRange[];
}

export interface RouteLocation {
  readonly line: number | undefined;
  /** The line's text, or a description of the route. */
  readonly text: string;
}

/** A range with the same two actions and kind of change, with every line responsible for it. */
export interface DiffEntry {
  readonly kind: ChangeKind;
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly range: string;
  readonly count: bigint;
  readonly from: number;
  readonly to: number;
  readonly before: readonly RouteLocation[];
  readonly after: readonly RouteLocation[];
}

/** Joins adjacent ranges with the same kind of change. */
export function diffEntries({ ranges, before, after }: Compared): DiffEntry[] {
  const entries: DiffEntry[] = [];
  let run: Change[] = [];
  let runKind: ChangeKind = 'changed';
  const flush = (): void => {
    if (run.length > 0) entries.push(entryOf(run, runKind, before, after));
    run = [];
  };
  for (const change of ranges) {
    const { family } = change;
    const kind = changeKind(change, before.tables[family], after.tables[family]);
    const previous = run[run.length - 1];
    if (!previous || runKind !== kind || !touches(previous, change)) flush();
    runKind = kind;
    run.push(change);
  }
  flush();
  return entries;
}

function entryOf(run: readonly Change[], kind: ChangeKind, before: DiffSide, after: DiffSide): DiffEntry {
  const [first] = run;
  const end = run[run.length - 1].last;
  return {
    kind,
    family: first.family,
    first: first.first,
    last: end,
    range: formatRange(first.family, first.first, end),
    count: end - first.first + 1n,
    from: first.from.action,
    to: first.to.action,
    before: locations(
      run.map(({ from }) => from.row),
      before,
      before.tables[first.family],
    ),
    after: locations(
      run.map(({ to }) => to.row),
      after,
      after.tables[first.family],
    ),
  };
}

/** The locations of the rows, each line once. */
function locations(rows: readonly number[], { location }: DiffSide, table: Table): RouteLocation[] {
  const byText = new Map<string, RouteLocation>();
  for (const row of new Set(rows)) {
    if (row < 0) continue;
    const each = location(table, row);
    const key = `${each.line ?? each.text}`;
    if (!byText.has(key)) byText.set(key, each);
  }
  return [...byText.values()];
}

/** The wording: for two policies, or for a policy and an instance's routes. */
export type DiffWords = 'policies' | 'drift';

const words: Record<DiffWords, Record<ChangeKind, string>> = {
  policies: { added: 'added', removed: 'removed', changed: 'changed' },
  drift: { added: 'extra', removed: 'missing', changed: 'changed' },
};

/** The result of comparing two sets of routes. */
export interface Compared {
  readonly before: DiffSide;
  readonly after: DiffSide;
  /** The ranges routed differently, ascending; see `differences`. */
  readonly ranges: readonly Change[];
  readonly kind: DiffWords;
}

/** The output of `diff --format json`. */
export function diffJson(comparison: Compared): DiffJson {
  return { version: 1, changes: changesJson(comparison) };
}

/** The changes, joined wherever the two actions are the same. */
export function changesJson({ ranges }: Compared): ChangeJson[] {
  const action = (number: number): ActionJson | null =>
    number < 0
      ? null
      : { type: typeOf(number), target: number < routeActions.length ? interfaceNameOf(number) : 'other' };
  return joined(ranges).map(({ family, first, last, from, to }) => ({
    range: formatRange(family, first, last),
    from: action(from.action),
    to: action(to.action),
  }));
}

/** What the terminal supports. */
export interface DiffStyle {
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** The differences for a terminal: range, number of addresses, both actions, and the lines on both sides. */
export function diffText(comparison: Compared, style: DiffStyle): string {
  const { before, after, kind } = comparison;
  const entries = diffEntries(comparison);
  const arrow = style.unicode ? '→' : '->';
  const paint = (text: string, code: string) => (style.colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  if (entries.length === 0)
    return `${before.name} ${arrow} ${after.name}: every address is routed the same\n`;
  const parts = entries.map((entry) => {
    const head = `${paint(words[kind][entry.kind].padEnd(7), colours[entry.kind])} ${paint(entry.range, '1')}  ${actionName(entry.from)} ${arrow} ${actionName(entry.to)}  (${countedAddresses(entry.count)})`;
    return [
      head,
      ...sideLines('-', before, entry.before, (text) => paint(text, '31')),
      ...sideLines('+', after, entry.after, (text) => paint(text, '32')),
    ].join('\n');
  });
  return `${before.name} ${arrow} ${after.name}: ${summary(entries, kind)}\n\n${parts.join('\n\n')}\n`;
}

const colours: Record<ChangeKind, string> = { added: '1;32', removed: '1;31', changed: '1;33' };

function sideLines(
  sign: string,
  { name }: DiffSide,
  sources: readonly RouteLocation[],
  paint: (text: string) => string,
): string[] {
  if (sources.length === 0) return [`  ${paint(`${sign} ${name}: no route`)}`];
  const listed = sources.slice(0, 3).map(({ line, text }) => {
    const location = line === undefined ? name : `${name}:${line}`;
    return `  ${paint(`${sign} ${location}: ${text}`)}`;
  });
  return sources.length > 3 ? [...listed, `  ${sign} and ${sources.length - 3} more`] : listed;
}

/** GitHub limits comments to 65,536 characters. */
const mostRows = 150;

/** The differences as a Markdown table for a pull request comment. */
export function diffMarkdown(comparison: Compared): string {
  const { before, after, kind } = comparison;
  const entries = diffEntries(comparison);
  const title = `**${markdownText(before.name)} → ${markdownText(after.name)}**`;
  if (entries.length === 0) return `${title}: every address is routed the same\n`;
  const rows = entries
    .slice(0, mostRows)
    .map((entry) => [
      words[kind][entry.kind],
      codeSpan(entry.range),
      shortCount(entry.count),
      sideCell(entry.from, entry.before),
      sideCell(entry.to, entry.after),
    ]);
  const head = ['', 'Range', 'Addresses', 'Before', 'After'];
  const table = [head, ['---', '---', '---:', '---', '---'], ...rows].map(
    (cells) => `| ${cells.join(' | ')} |\n`,
  );
  const more = entries.length > mostRows ? `\nand ${entries.length - mostRows} more ranges\n` : '';
  return `${title}: ${summary(entries, kind)}\n\n${table.join('')}${more}`;
}

function sideCell(action: number, sources: readonly RouteLocation[]): string {
  const listed = sources
    .slice(0, 3)
    .map(({ line, text }) => (line === undefined ? markdownText(text) : `line ${line}`));
  const more = sources.length > 3 ? `, and ${sources.length - 3} more` : '';
  return `${actionName(action)}${listed.length > 0 ? ` (${listed.join(', ')}${more})` : ''}`;
}

/** An action in a message; "elsewhere" for one that no policy can express. */
export function actionName(action: number): string {
  return action >= routeActions.length ? 'elsewhere' : actionText(action);
}

/** "3 ranges, 65,792 addresses; 1 missing, 2 extra". */
function summary(entries: readonly DiffEntry[], kind: DiffWords): string {
  const total = entries.reduce((sum, { count }) => sum + count, 0n);
  const kinds = (['removed', 'added', 'changed'] as const).flatMap((each) => {
    const count = entries.filter((entry) => entry.kind === each).length;
    return count > 0 ? [`${count} ${words[kind][each]}`] : [];
  });
  const ranges = counted(entries.length, 'range');
  return `${ranges}, ${countedAddresses(total)} (${kinds.join(', ')})`;
}
