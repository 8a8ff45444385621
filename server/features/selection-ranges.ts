import { quotedPaths } from '../model/load';
import type { File, Span, Statement } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import { sourceLineAt } from '../syntax/source-line';
import { entriesOf, nodeAt } from './lib/node-at';
import { lineEnd, lineStart, nextLine } from '../syntax/lines';

/**
 * The spans that an expanding selection takes at an offset, innermost first: octet, address, prefix, destination list,
 * inside of a block, statement, paragraph, file. Each is strictly larger than the previous one.
 */
export function selectionRanges(file: File, offset: number): Span[] {
  const { source } = file;
  const wholeFile = { from: 0, to: source.length };
  const spans: Span[] = [];
  for (const span of [...inStatement(file, offset), ...lineSpans(source, offset), wholeFile]) {
    const inner = spans[spans.length - 1];
    const holds = span.from <= offset && offset <= span.to;
    if (!inner ? holds : span.from <= inner.from && span.to >= inner.to && size(span) > size(inner))
      spans.push(span);
  }
  return spans;
}

function size({ from, to }: Span): number {
  return to - from;
}

function inStatement(file: File, offset: number): Span[] {
  const node = nodeAt(file, offset);
  if (!node) return [];
  const { statement } = node;
  switch (node.kind) {
    case 'entry':
      return [...inEntry(node.entry.text, node.entry, offset), node.entry, ...entrySpans(file, statement)];
    case 'action':
      return [node.action.word, node.action, statement];
    case 'keyword':
      return [node.word, statement];
    case 'word': {
      const { word } = node;
      const quoted = quotedPaths(file).some((each) => each.quoted === word);
      const inside = quoted ? [{ from: word.from + 1, to: word.to - 1 }] : [];
      return [...inside, ...(quoted ? [] : inEntry(word.text, word, offset)), word, statement];
    }
  }
}

/** The octet or prefix length at the cursor, then the address; empty for a name. */
function inEntry(text: string, { from }: Span, offset: number): Span[] {
  if (!/^[\d:]|^[0-9a-f]{1,4}:/i.test(text)) return [];
  const slash = text.indexOf('/');
  const address = slash < 0 ? text.length : slash;
  const parts = [...text.matchAll(/[0-9a-f]+/gi)].map((part) => ({
    from: from + part.index,
    to: from + part.index + part[0].length,
  }));
  const part = parts.find((each) => each.from <= offset && offset <= each.to);
  return [...(part ? [part] : []), ...(offset <= from + address ? [{ from, to: from + address }] : [])];
}

function entrySpans({ source }: File, statement: Statement): Span[] {
  const entries = entriesOf(statement);
  const [first] = entries;
  const last = entries[entries.length - 1];
  if (!first || !last) return [statement];
  const list = { from: first.from, to: last.to };
  if (statement.kind !== 'prefix-list' || !statement.block) return [list, statement];
  const open = source.indexOf('{', statement.keyword.to) + 1;
  const close = source.lastIndexOf('}', statement.to);
  return [list, { from: open, to: close > open ? close : statement.to }, statement];
}

/** The comment, line and paragraph at an offset. */
function lineSpans(source: Characters, offset: number): Span[] {
  const { words, comment } = sourceLineAt(source, offset);
  const [first = comment] = words;
  const last = comment ?? words[words.length - 1];
  if (!first || !last) return [];
  const isIn = comment !== undefined && comment.from <= offset && offset <= comment.to;
  return [
    ...(isIn ? [comment] : []),
    { from: first.from, to: last.to },
    paragraph(source, lineStart(source, offset)),
  ];
}

/** The lines from the preceding blank line to the next. */
function paragraph(source: Characters, start: number): Span {
  let from = start;
  while (from > 0) {
    const before = lineStart(source, from - 1);
    if (source.slice(before, from).trim() === '') break;
    from = before;
  }
  let to = nextLine(source, start);
  while (to < source.length) {
    const next = nextLine(source, to);
    if (source.slice(to, next).trim() === '') break;
    to = next;
  }
  return { from, to: lineEnd(source, from, to) };
}
