import type { Model } from '../../model/model';
import { comparePrefixes, type Prefix } from '../../net/prefix';
import type { Edit } from '../../rules/lib/rule';
import type { Span } from '../../syntax/ast';
import type { Characters } from '../../syntax/edited-source';
import { parseLine, statementAt } from '../../syntax/parser';
import { contentStart, lineBreakOf, lineStart, nextLine } from '../../syntax/lines';
import { firstWordAt } from '../../syntax/source-line';

/** Whether a cursor is in a run of routes; reads only the adjacent lines. */
export function canSortRoutes(model: Model, offset: number): boolean {
  const { source } = model.unit.file;
  const start = lineStart(source, offset);
  const next = nextLine(source, start);
  const before = lineStart(source, start - 1);
  return isRoute(source, start) && (isRoute(source, next) || (start > 0 && isRoute(source, before)));
}

/**
 * Sorts the run of routes at an offset by first prefix; those that begin with a name follow in their present order.
 * Comment lines move with the route below them. Undefined if the run is already sorted.
 */
export function sortRoutes(model: Model, offset: number): Edit | undefined {
  const { file } = model.unit;
  const { from, to } = runAt(file.source, offset);
  const groups = groupsIn(model, { from, to });
  const sorted = [...groups].sort(order);
  if (sorted.every((group, i) => group === groups[i])) return undefined;
  const lineBreak = lineBreakOf(file.source.slice(from, to));
  const ends = file.source.slice(to - 1, to) === '\n';
  const text = sorted.map((group) => group.text.replace(/\r?\n$/, '')).join(lineBreak);
  return { from, to, text: ends ? text + lineBreak : text };
}

interface Group {
  readonly text: string;
  readonly prefix: Prefix | undefined;
}

function order(a: Group, b: Group): number {
  if (!a.prefix || !b.prefix) return (a.prefix ? 0 : 1) - (b.prefix ? 0 : 1);
  return comparePrefixes(a.prefix, b.prefix);
}

function groupsIn(model: Model, { from, to }: Span): Group[] {
  const { file } = model.unit;
  const groups: Group[] = [];
  let start = from;
  for (let at = from; at < to;) {
    const next = nextLine(file.source, at);
    if (isRoute(file.source, at)) {
      const statement = statementAt(file, at) ?? parseLine(file.source, at).statement;
      const destination = statement?.kind === 'route' ? statement.destinations[0] : undefined;
      const prefix =
        destination && destination.kind === 'prefix' ? model.prefixesOf(destination)[0] : undefined;
      groups.push({ text: file.source.slice(start, next), prefix });
      start = next;
    }
    at = next;
  }
  return groups;
}

/** The consecutive route lines at an offset, with the comments between and above them. */
function runAt(source: Characters, offset: number): Span {
  let from = lineStart(source, offset);
  let to = nextLine(source, from);
  while (from > 0) {
    const before = lineStart(source, from - 1);
    if (!isRoute(source, before) && !isComment(source, before)) break;
    from = before;
  }
  // Comments below the last route belong to what follows.
  for (let at = to; at < source.length;) {
    const next = nextLine(source, at);
    if (isRoute(source, at)) to = next;
    else if (!isComment(source, at)) break;
    at = next;
  }
  return { from: contentStart(source, from), to };
}

function isRoute(source: Characters, at: number): boolean {
  return firstWordAt(source, at) === 'route';
}

function isComment(source: Characters, at: number): boolean {
  return firstWordAt(source, at) === '#';
}
