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
import { textStart } from '../../lib/byte-order-mark';
import { commentedFrom, writtenComments } from '../../model/documentation';

/**
 * The edits that reduce a policy to the fewest routes with the same meaning, in text order. Routes that are still
 * needed stay as they are. A new route replaces the last of the routes that it represents, below the comments of all of
 * them, or is added after the last route; no comment is lost. Undefined while the policy is unresolved, or if the
 * result could not be certified; empty if there are already as few as possible.
 */
export function minimisedEdits(model: Model): readonly Edit[] | undefined {
  // Ambiguous prefixes must be fixed first.
  const tables = model.open || model.spellingErrors.length > 0 ? undefined : minimalTables(model);
  if (!tables) return undefined;
  if (tables[4].count + tables[6].count >= model.tables[4].count + model.tables[6].count) return [];

  const needed = { 4: neededOf(tables[4], model), 6: neededOf(tables[6], model) };
  const { plain } = model.unit.file;
  const plan: Plan = {
    model,
    needed,
    parts: partsOf(plain.count, othersOf(model)),
    fate: innermost(model.tables[4], tables[4], plain.count + model.destinations.length),
  };
  keepWritten(plan);
  assignStandIns(plan);
  return editsOf(plan);
}

/** What happens to each route statement. */
interface Plan {
  readonly model: Model;
  readonly needed: Readonly<Record<4 | 6, Needed>>;
  readonly parts: readonly Part[];
  /** For each plain route, by ordinal, the row of the needed route that contains it, or `stays`. */
  readonly fate: Int32Array;
}

/** Finds the routes that stay as they are. */
function keepWritten({ model, needed, parts, fate }: Plan): void {
  const { plain } = model.unit.file;
  const four = needed[4];
  for (const { from, to, before, other } of parts) {
    for (let row = from; row < to; row++) {
      const inner = fate[row + before];
      if (!isNeeded(four, inner, plain.length[row], plain.action[row])) continue;
      four.isWritten[inner] = 1;
      fate[row + before] = stays;
    }
    for (const destination of other?.destinations ?? []) {
      const rows = destination.prefixes.map((prefix) => ({ prefix, ...coveringNeeded(needed, prefix) }));
      const stay = ({ prefix, side, row }: (typeof rows)[number]) =>
        isNeeded(side, row, prefix.length, destination.action);
      if (rows.length > 0 && rows.every(stay)) for (const { side, row } of rows) side.isWritten[row] = 1;
      else other?.removed.push(destination);
    }
  }
}

/** Finds the last statement that each new route replaces; runs once the routes that stay are known. */
function assignStandIns({ model, needed, parts, fate }: Plan): void {
  const { plain } = model.unit.file;
  const four = needed[4];
  for (const { from, to, before, other } of parts) {
    for (let row = from; row < to; row++) {
      if (fate[row + before] === stays) continue;
      const replacing = unwritten(four, fate[row + before]);
      fate[row + before] = replacing;
      if (replacing >= 0) four.lastReplaced[replacing] = plain.at[row];
    }
    if (!other || !isRemoved(other)) continue;
    other.standIn = other.removed
      .flatMap(({ prefixes }) => prefixes)
      .map((prefix) => coveringNeeded(needed, prefix))
      .map(({ side, row }) => ({ side, row: unwritten(side, row) }))
      .find(({ row }) => row >= 0);
    if (other.standIn) other.standIn.side.lastReplaced[other.standIn.row] = other.span.from;
  }
}

function editsOf({ model, needed, parts, fate }: Plan): Edit[] {
  const { starts, plain } = model.unit.file;
  const source = model.unit.file.source.toString();
  const rewrite: Rewrite = {
    source,
    starts,
    edits: [],
    lineBreak: lineBreakOf(source),
    line: 0,
    comment: -1,
  };
  const { edits, lineBreak } = rewrite;
  const four = needed[4];
  let end = 0;
  for (const { from, to, before, other } of parts) {
    for (let row = from; row < to; row++) {
      end = plain.at[row];
      if (fate[row + before] !== stays) replaceLines(rewrite, end, end, four, fate[row + before]);
    }
    if (!other) continue;
    end = other.span.to;
    const entries = other.removed.map(({ entry }) => entry);
    if (entries.length === 0) continue;
    const { side, row } = other.standIn ?? { side: four, row: -1 };
    if (isRemoved(other)) replaceLines(rewrite, other.span.from, end, side, row);
    else for (const { from, to, text } of removalEdits(model, entries)) edits.push({ from, to, text });
  }
  const rest = [needed[4], needed[6]].flatMap((side) => unwrittenLines(side));
  if (rest.length > 0) {
    const at = nextLine(source, end);
    const lines = textOf(rewrite, rest);
    edits.push({ from: at, to: at, text: source.startsWith('\n', at - 1) ? lines : lineBreak + lines });
  }
  return edits;
}

/** The edits made so far, in text order. */
interface Rewrite {
  readonly source: string;
  readonly lineBreak: string;
  /** Where each line begins. */
  readonly starts: Uint32Array;
  readonly edits: { from: number; to: number; text: string }[];
  /** The line of the last statement: statements are replaced in text order, so that no line is searched for. */
  line: number;
  /** The offset of the next `#` after the line before that: most policies have few comments, and none is searched for. */
  comment: number;
}

/**
 * Replaces the lines of a statement with a needed route, or with nothing if `row` is -1; comments above it are kept.
 */
function replaceLines(rewrite: Rewrite, first: number, last: number, side: Needed, row: number): void {
  const { source, starts, edits } = rewrite;
  const start = lineStartOf(rewrite, first);
  const above = starts[Math.max(0, rewrite.line - 1)];
  if (rewrite.comment < above) rewrite.comment = nextComment(source, above);
  const from = rewrite.comment < start ? commentedFrom(source, first) : Math.max(start, textStart(source));
  lineStartOf(rewrite, last);
  const to = rewrite.line + 1 < starts.length ? starts[rewrite.line + 1] : source.length;
  const comments = rewrite.comment < to ? writtenComments(source, { from: first, to: last }) : none;
  let text = '';
  if (row < 0) {
    // A blank line separates the comments of a removed statement from the statement below.
    if (comments.length > 0) text = textOf(rewrite, [...comments, '']);
  } else {
    const allComments = side.comments.get(row) ?? comments;
    if (allComments !== comments) for (const each of comments) allComments.push(each);
    if (side.lastReplaced[row] === first) text = textOf(rewrite, [...allComments, routeLine(side, row)]);
    else if (allComments.length > 0) side.comments.set(row, allComments);
  }
  const before = edits[edits.length - 1];
  if (before?.to === from) {
    before.to = to;
    before.text += text;
  } else edits.push({ from, to, text });
}

/** Where the line of an offset begins; offsets ascend. */
function lineStartOf(rewrite: Rewrite, at: number): number {
  const { starts } = rewrite;
  while (rewrite.line + 1 < starts.length && starts[rewrite.line + 1] <= at) rewrite.line++;
  return starts[rewrite.line];
}

function textOf({ lineBreak }: Rewrite, lines: readonly string[]): string {
  return lines.map((line) => line + lineBreak).join('');
}

/** The fewest routes of one address family, and the state of each. */
interface Needed {
  readonly table: Table;
  /** 1 for rows that need no new line: system routes, and routes that stay. */
  readonly isWritten: Uint8Array;
  /** The offset of the last statement that this route replaces, or -1. */
  readonly lastReplaced: Int32Array;
  /** The comments collected from the statements that each row replaces. */
  readonly comments: Map<number, string[]>;
}

const stays = -2;
const none: string[] = [];

/** The offset of the next `#`, before which no comment can begin. */
function nextComment(source: string, from: number): number {
  const offset = source.indexOf('#', from);
  return offset < 0 ? source.length : offset;
}

function neededOf(table: Table, { system }: Model): Needed {
  const isWritten = new Uint8Array(table.count);
  for (let row = 0; row < table.count; row++) if (table.owner[row] < system.length) isWritten[row] = 1;
  return { table, isWritten, lastReplaced: new Int32Array(table.count).fill(-1), comments: new Map() };
}

/** Whether a needed row is exactly this prefix with this action, and has no line yet. */
function isNeeded({ table, isWritten }: Needed, row: number, length: number, action: number): boolean {
  return row >= 0 && table.length[row] === length && table.action[row] === action && isWritten[row] === 0;
}

/** The innermost needed route that contains a prefix. */
function coveringNeeded(
  needed: Readonly<Record<4 | 6, Needed>>,
  { family, base, length }: Prefix,
): { readonly side: Needed; readonly row: number } {
  const side = needed[family];
  return { side, row: covering(side.table, positionOf(side.table, base), length) };
}

/** The innermost covering row that has no line yet, or -1. */
function unwritten({ table, isWritten }: Needed, row: number): number {
  while (row >= 0 && isWritten[row] === 1) row = table.coveringRow[row];
  return row;
}

/** The new routes that replace no statement. */
function unwrittenLines(side: Needed): string[] {
  const lines: string[] = [];
  for (let row = 0; row < side.table.count; row++)
    if (side.isWritten[row] === 0 && side.lastReplaced[row] < 0) lines.push(routeLine(side, row));
  return lines;
}

function routeLine({ table }: Needed, row: number): string {
  return `route ${prefixText(table, row)} ${actionText(table.action[row])}`;
}

/** A route statement other than a plain route, with the destinations to remove from it. */
interface Other {
  readonly span: Span;
  readonly destinations: RouteDestination[];
  readonly removed: RouteDestination[];
  standIn?: { readonly side: Needed; readonly row: number } | undefined;
}

function othersOf(model: Model): Other[] {
  const others: Other[] = [];
  for (const destination of model.destinations) {
    const last = others[others.length - 1];
    if (last && destination.entry.from < last.span.to) last.destinations.push(destination);
    else {
      const span = statementAt(model.unit.file, destination.entry.from) ?? destination.entry;
      others.push({ span, destinations: [destination], removed: [] });
    }
  }
  return others;
}

function isRemoved({ removed, destinations }: Other): boolean {
  return removed.length === destinations.length;
}

/** Plain routes without another route statement between them, and that statement. */
interface Part {
  /** The rows of the plain routes. */
  readonly from: number;
  readonly to: number;
  /** How many destinations that are not plain routes precede them: the ordinal of a plain route is its row and these. */
  readonly before: number;
  /** The route statement after them; undefined at the end. */
  readonly other?: Other;
}

/** Every route statement in text order. */
function partsOf(plainCount: number, others: readonly Other[]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  let before = 0;
  for (const other of others) {
    const to = other.destinations[0].ordinal - before;
    parts.push({ from, to, before, other });
    from = to;
    before += other.destinations.length;
  }
  parts.push({ from, to: plainCount, before });
  return parts;
}
