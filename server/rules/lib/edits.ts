import type { Entry, Span } from '../../syntax/ast';
import type { Characters } from '../../syntax/edited-source';
import type { Edit, Fix } from './rule';
import { commentedFrom } from '../../model/documentation';
import { contentStart, lineBreakOf, lineStart, nextLine } from '../../syntax/lines';
import { textStart } from '../../lib/byte-order-mark';

/** A likely replacement that is too uncertain to apply in bulk. */
export function replaced(from: number, to: number, text: string): Fix {
  return { title: `Change to \`${text}\``, kind: 'suggestion', edits: [{ from, to, text }] };
}

/** Inserts lines before the line that begins at an offset, or at the end of the text, with the line break of the text. */
export function addedLines(source: Characters, at: number, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf(source.toString());
  const isLineStart = at === textStart(source) || source.slice(at - 1, at) === '\n';
  const text = lines.map((line) => line + lineBreak).join('');
  return { from: at, to: at, text: isLineStart ? text : lineBreak + text };
}

/**
 * Removes entries of a statement other than its first, in text order: the whole line if nothing else is on it,
 * otherwise together with the preceding comma, or at the start of a line with the following one.
 */
export function entryRemovals(
  source: Characters,
  entries: readonly Entry[],
  removed: ReadonlySet<Entry>,
): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < entries.length;) {
    const start = lineStart(source, entries[at].from);
    const next = nextLine(source, entries[at].to);
    let end = at;
    while (end < entries.length && entries[end].to <= next) end++;
    const line = entries.slice(at, end);
    at = end;
    const firstKept = line.findIndex((entry) => !removed.has(entry));
    const isEntriesOnly = /^\s*$/.test(source.slice(start, line[0].from));
    if (
      firstKept < 0 &&
      isEntriesOnly &&
      /^\s*,?\s*(?:#[^\n]*)?\n?$/.test(source.slice(line[line.length - 1].to, next))
    )
      edits.push({ from: start, to: next, text: '' });
    else {
      if (firstKept > 0) edits.push({ from: line[0].from, to: line[firstKept].from, text: '' });
      for (let i = Math.max(firstKept, 0) + 1; i < line.length; i++)
        if (removed.has(line[i])) edits.push({ from: line[i - 1].to, to: line[i].to, text: '' });
    }
  }
  return edits;
}

/**
 * Removes the lines of a statement, including a trailing comment. Comments above it stay, followed by a blank line: they
 * and their directives must not become those of the next statement.
 */
export function withoutLines(source: Characters, statement: Span): Edit {
  const from = lineStart(source, statement.from);
  const to = nextLine(source, statement.to);
  const isCommented = commentedFrom(source, statement.from) < contentStart(source, statement.from);
  const isBeforeBlank = source.slice(to, nextLine(source, to)).trim() === '';
  const lineBreak = lineBreakOf(source.slice(Math.max(0, from - 2), from));
  return { from, to, text: isCommented && !isBeforeBlank ? lineBreak : '' };
}
