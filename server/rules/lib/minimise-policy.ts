import { minimalTables } from '../../model/minimise';
import type { Model, RouteDestination } from '../../model/model';
import { actionText } from '../../model/actions';
import type { Prefix } from '../../net/prefix';
import { covering, innermost, positionOf, prefixText, type Table } from '../../net/table';
import type { Span } from '../../syntax/ast';
import { statementAt } from '../../syntax/parser';
import type { Edit } from './rule';
import { removalEdits } from './routing';
import { lineBreakOf, nextLine } from '../../syntax/lines';
import { commentedFrom, writtenComments } from '../../model/documentation';

/**
 * The edits that leave a policy with the fewest routes of the same meaning: what can stay as it is written stays, the
 * rest goes. A new route stands in the place of the last one it takes the place of, below the comments of all of
 * them; one that takes the place of none behind the last route. Every comment stays. In text order. None while the
 * meaning is open, or when the result could not be certified; an empty list when there are no fewer.
 */
export function minimisedEdits(model: Model): readonly Edit[] | undefined {
  // What has two readings is not rewritten for the sake of one.
  const tables = model.open || model.spellingErrors.length > 0 ? undefined : minimalTables(model);
  if (!tables) return undefined;
  if (tables[4].count + tables[6].count >= model.tables[4].count + model.tables[6].count) return [];

  const needed = { 4: neededOf(tables[4], model), 6: neededOf(tables[6], model) };
  const plan: Plan = { model, needed, others: othersOf(model), fate: neededOfEach(model, tables[4]) };
  keepWritten(plan);
  assignStandIns(plan);
  return editsOf(plan);
}

/** What becomes of every route statement. */
interface Plan {
  readonly model: Model;
  readonly needed: Readonly<Record<4 | 6, Needed>>;
  readonly others: readonly Other[];
  /** For each plain route, by its ordinal, the needed route that contains it, or `stays`. */
  readonly fate: Int32Array;
}

/** Finds the routes that stay as they are written. */
function keepWritten({ model, needed, others, fate }: Plan): void {
  const { plain } = model.unit.file;
  const four = needed[4];
  eachStatement(
    plain.count,
    others,
    (row, ordinal) => {
      if (!isNeeded(four, fate[ordinal], plain.length[row], plain.action[row])) return;
      four.written[fate[ordinal]] = 1;
      fate[ordinal] = stays;
    },
    (other) => {
      for (const destination of other.destinations) {
        const rows = destination.prefixes.map((prefix) => ({ prefix, ...coveringNeeded(needed, prefix) }));
        const stay = ({ prefix, side, row }: (typeof rows)[number]) =>
          isNeeded(side, row, prefix.length, destination.action);
        if (rows.length > 0 && rows.every(stay)) for (const { side, row } of rows) side.written[row] = 1;
        else other.gone.push(destination);
      }
    },
  );
}

/** Once it is known which routes are new: finds the last statement that each of them replaces. */
function assignStandIns({ model, needed, others, fate }: Plan): void {
  const { plain } = model.unit.file;
  const four = needed[4];
  eachStatement(
    plain.count,
    others,
    (row, ordinal) => {
      if (fate[ordinal] === stays) return;
      fate[ordinal] = unwritten(four, fate[ordinal]);
      if (fate[ordinal] >= 0) four.last[fate[ordinal]] = plain.at[row];
    },
    (other) => {
      if (!isWhole(other)) return;
      other.stand = other.gone
        .flatMap(({ prefixes }) => prefixes)
        .map((prefix) => coveringNeeded(needed, prefix))
        .map(({ side, row }) => ({ side, row: unwritten(side, row) }))
        .find(({ row }) => row >= 0);
      if (other.stand) other.stand.side.last[other.stand.row] = other.span.from;
    },
  );
}

function editsOf({ model, needed, others, fate }: Plan): Edit[] {
  const { source, plain } = model.unit.file;
  const rewrite: Rewrite = {
    source,
    edits: [],
    lineBreak: lineBreakOf(source),
    comment: -1,
  };
  const { edits, lineBreak } = rewrite;
  const four = needed[4];
  let end = 0;
  eachStatement(
    plain.count,
    others,
    (row, ordinal) => {
      end = plain.at[row];
      if (fate[ordinal] !== stays) replaceLines(rewrite, end, end, four, fate[ordinal]);
    },
    (other) => {
      end = other.span.to;
      const items = other.gone.map(({ item }) => item);
      if (items.length === 0) return;
      const { side, row } = other.stand ?? { side: four, row: -1 };
      if (isWhole(other)) replaceLines(rewrite, other.span.from, end, side, row);
      else for (const { from, to, text } of removalEdits(model, items)) edits.push({ from, to, text });
    },
  );
  const rest = [needed[4], needed[6]].flatMap((side) => unwrittenLines(side));
  if (rest.length > 0) {
    const at = nextLine(source, end);
    const lines = textOf(rewrite, rest);
    edits.push({ from: at, to: at, text: source.startsWith('\n', at - 1) ? lines : lineBreak + lines });
  }
  return edits;
}

/** The edits so far, in text order. */
interface Rewrite {
  readonly source: string;
  readonly lineBreak: string;
  readonly edits: { from: number; to: number; text: string }[];
  /** Where the next comment begins at the earliest: looked for once, however many statements have none. */
  comment: number;
}

/** Replaces the lines of a statement by those of a needed route, -1 for none; comments above it are kept. */
function replaceLines(rewrite: Rewrite, first: number, last: number, side: Needed, row: number): void {
  const { source, edits } = rewrite;
  const from = commentedFrom(source, first);
  const to = nextLine(source, last);
  if (rewrite.comment < from) rewrite.comment = nextComment(source, from);
  const comments = rewrite.comment < to ? writtenComments(source, { from: first, to: last }) : none;
  let text = '';
  if (row < 0) {
    // Comments of what nothing replaces are not those of the statement below it.
    if (comments.length > 0) text = textOf(rewrite, [...comments, '']);
  } else {
    const all = side.comments.get(row) ?? comments;
    if (all !== comments) for (const each of comments) all.push(each);
    if (side.last[row] === first) text = textOf(rewrite, [...all, routeLine(side, row)]);
    else if (all.length > 0) side.comments.set(row, all);
  }
  const before = edits[edits.length - 1];
  if (before?.to === from) {
    before.to = to;
    before.text += text;
  } else edits.push({ from, to, text });
}

function textOf({ lineBreak }: Rewrite, lines: readonly string[]): string {
  return lines.map((line) => line + lineBreak).join('');
}

/** The fewest routes of one family, and what becomes of each. */
interface Needed {
  readonly table: Table;
  /** 1 for what needs no line: the system's own, and what stays as it is written. */
  readonly written: Uint8Array;
  /** Where the last statement begins that this route stands in for; -1 while it stands in for none. */
  readonly last: Int32Array;
  /** The comments of those that it stands in for, so far. */
  readonly comments: Map<number, string[]>;
}

const stays = -2;
const none: string[] = [];

/** For each route target, by its ordinal, the innermost needed IPv4 route that contains it; of many prefixes the last. */
function neededOfEach({ system, tables, destinations, unit }: Model, needed: Table): Int32Array {
  const { count, owner } = tables[4];
  const inner = innermost(tables[4], needed);
  const found = new Int32Array(unit.file.plain.count + destinations.length);
  for (let row = 0; row < count; row++)
    if (owner[row] >= system.length) found[owner[row] - system.length] = inner[row];
  return found;
}

/** Where the first "#" at or behind an offset is: no comment begins before it. */
function nextComment(source: string, from: number): number {
  const found = source.indexOf('#', from);
  return found < 0 ? Infinity : found;
}

function neededOf(table: Table, { system }: Model): Needed {
  const written = new Uint8Array(table.count);
  for (let row = 0; row < table.count; row++) if (table.owner[row] < system.length) written[row] = 1;
  return { table, written, last: new Int32Array(table.count).fill(-1), comments: new Map() };
}

/** Whether a prefix that a row contains is that row's, goes its way, and is not there yet. */
function isNeeded({ table, written }: Needed, row: number, length: number, action: number): boolean {
  return row >= 0 && table.length[row] === length && table.action[row] === action && written[row] === 0;
}

/** The innermost needed route that contains a prefix. */
function coveringNeeded(
  needed: Readonly<Record<4 | 6, Needed>>,
  { family, base, length }: Prefix,
): { readonly side: Needed; readonly row: number } {
  const side = needed[family];
  return { side, row: covering(side.table, positionOf(side.table, base), length) };
}

/** The nearest route at a row or around it that has no line yet; -1 for none. */
function unwritten({ table, written }: Needed, row: number): number {
  while (row >= 0 && written[row] === 1) row = table.outer[row];
  return row;
}

/** The routes that stand in for nothing. */
function unwrittenLines(side: Needed): string[] {
  const lines: string[] = [];
  for (let row = 0; row < side.table.count; row++)
    if (side.written[row] === 0 && side.last[row] < 0) lines.push(routeLine(side, row));
  return lines;
}

function routeLine({ table }: Needed, row: number): string {
  return `route ${prefixText(table, row)} ${actionText(table.action[row])}`;
}

/** A route statement that is no plain route, with those of its targets that go. */
interface Other {
  readonly span: Span;
  readonly destinations: RouteDestination[];
  readonly gone: RouteDestination[];
  stand?: { readonly side: Needed; readonly row: number } | undefined;
}

function othersOf(model: Model): Other[] {
  const found: Other[] = [];
  for (const destination of model.destinations) {
    const last = found[found.length - 1];
    if (last && destination.item.from < last.span.to) last.destinations.push(destination);
    else {
      const span = statementAt(model.unit.file, destination.item.from) ?? destination.item;
      found.push({ span, destinations: [destination], gone: [] });
    }
  }
  return found;
}

function isWhole({ gone, destinations }: Other): boolean {
  return gone.length === destinations.length;
}

/** Every route statement in text order: the plain ones by their rows and ordinals. */
function eachStatement(
  plainCount: number,
  others: readonly Other[],
  plain: (row: number, ordinal: number) => void,
  other: (statement: Other) => void,
): void {
  let row = 0;
  let destinations = 0;
  for (const each of others) {
    // So many plain routes stand before it.
    for (; row < each.destinations[0].ordinal - destinations; row++) plain(row, row + destinations);
    other(each);
    destinations += each.destinations.length;
  }
  for (; row < plainCount; row++) plain(row, row + destinations);
}
