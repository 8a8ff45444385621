import { formatted } from '../model/formatting';
import type { Edit } from '../rules/lib/rule';
import type { Span } from '../syntax/ast';
import { nextLine } from '../syntax/lines';

/**
 * What formatting changes, line by line, so that cursors and folded lines stay where they are. In text order,
 * disjoint; with a span only what lies in it.
 */
export function formatting(source: string, span: Span = { from: 0, to: source.length }): Edit[] {
  return lineEdits(source, formatted(source)).filter(({ from, to }) => from >= span.from && to <= span.to);
}

/** The edits that make one text of another, a line or a run of blank lines each, where the words of both are in the same lines. */
export function lineEdits(before: string, after: string): Edit[] {
  if (before === after) return [];
  const old = pieces(before);
  const now = pieces(after);
  if (old.length !== now.length) return [trimmed({ from: 0, to: before.length, text: after }, before)];
  return old.flatMap((piece, i) => {
    const edit = { ...piece, text: after.slice(now[i].from, now[i].to) };
    return before.slice(piece.from, piece.to) === edit.text ? [] : [trimmed(edit, before)];
  });
}

/** A text cut into lines with words on them and what stands between those, by turns. */
function pieces(source: string): Span[] {
  const found: Span[] = [];
  let between = 0;
  for (let from = 0; from < source.length;) {
    const next = nextLine(source, from);
    const line = source.slice(from, next);
    const end = from + line.trimEnd().length;
    if (end > from) {
      found.push({ from: between, to: from }, { from, to: end });
      between = end;
    }
    from = next;
  }
  found.push({ from: between, to: source.length });
  return found;
}

/** An edit without what it would write as it is already. */
function trimmed({ from, to, text }: Edit, source: string): Edit {
  let start = 0;
  const most = Math.min(to - from, text.length);
  while (start < most && source[from + start] === text[start]) start++;
  let end = 0;
  while (end < most - start && source[to - 1 - end] === text[text.length - 1 - end]) end++;
  return { from: from + start, to: to - end, text: text.slice(start, text.length - end) };
}
