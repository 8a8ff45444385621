import { formatted } from '../model/formatting';
import type { Edit } from '../rules/lib/rule';
import type { Span } from '../syntax/ast';
import { nextLine } from '../syntax/lines';

/**
 * The edits that format a source, or a span of it, line by line so that cursors and folds keep their place. In text
 * order and disjoint.
 */
export function formatting(source: string, span: Span = { from: 0, to: source.length }): Edit[] {
  return lineEdits(source, formatted(source)).filter(({ from, to }) => from >= span.from && to <= span.to);
}

/**
 * The edits that turn one text into another with the same words on the same lines: one per line or run of blank lines.
 */
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

/** Splits a text into alternating spans: lines with words on them, and what separates those lines. */
function pieces(source: string): Span[] {
  const spans: Span[] = [];
  let between = 0;
  for (let from = 0; from < source.length;) {
    const next = nextLine(source, from);
    const line = source.slice(from, next);
    const end = from + line.trimEnd().length;
    if (end > from) {
      spans.push({ from: between, to: from }, { from, to: end });
      between = end;
    }
    from = next;
  }
  spans.push({ from: between, to: source.length });
  return spans;
}

/** Shortens an edit by the common prefix and suffix of old and new text. */
function trimmed({ from, to, text }: Edit, source: string): Edit {
  const old = source.slice(from, to);
  const longest = Math.min(old.length, text.length);
  let start = 0;
  while (start < longest && old[start] === text[start]) start++;
  while (isInsideCharacter(old, start) || isInsideCharacter(text, start)) start--;
  let end = 0;
  while (end < longest - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  while (isInsideCharacter(old, old.length - end) || isInsideCharacter(text, text.length - end)) end--;
  return { from: from + start, to: to - end, text: text.slice(start, text.length - end) };
}

/** Whether an offset is inside a CRLF or a surrogate pair, where the protocol has no position. */
function isInsideCharacter(text: string, at: number): boolean {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
