import type { File, Span } from './ast';
import { lineEnd, lineTokens, nextLine } from './lexer';

/**
 * What the comments of a statement say, a line each, without "#": the block of comments right above it, then the
 * one behind it on its (first) line. Directives (`# allow …`) are no documentation.
 */
export function documentation(file: File, statement: Span): string[] {
  const { source } = file;
  const start = lineStart(source, statement.from);
  const behind = lineTokens(source, start, nextLine(source, start), false).find(
    ({ kind }) => kind === 'comment',
  );
  return [...blockAbove(file, start), ...(behind ? said(file, behind) : [])];
}

/** The comments of a statement as they are written, a line each, directives among them: those above it, and the one behind it. */
export function commentsOf(source: string, statement: Span): string[] {
  const start = lineStart(source, statement.from);
  const above = source.slice(commentsAbove(source, statement.from), start).split(/\r?\n/);
  const behind = lineTokens(source, start, nextLine(source, start), false).find(
    ({ kind }) => kind === 'comment',
  );
  return [...above.filter((line) => line !== ''), ...(behind ? [behind.text] : [])];
}

/** Where the comment lines right above a statement begin. */
export function commentsAbove(source: string, at: number): number {
  let start = lineStart(source, at);
  while (start > textStart(source)) {
    const before = lineStart(source, start - 1);
    if (!commentAlone(source, before)) break;
    start = before;
  }
  return start;
}

/** The comments a file begins with, a line each, up to the first line that is no comment: what it says of itself. */
export function preamble(file: File): string[] {
  const { source } = file;
  const lines: string[] = [];
  for (let from = textStart(source); from < source.length;) {
    const comment = commentAlone(source, from);
    if (!comment) break;
    lines.push(...said(file, comment));
    from = nextLine(source, from);
  }
  return lines;
}

function blockAbove(file: File, start: number): string[] {
  const lines: string[][] = [];
  for (let from = start; from > textStart(file.source);) {
    from = lineStart(file.source, from - 1);
    const comment = commentAlone(file.source, from);
    if (!comment) break;
    lines.push(said(file, comment));
  }
  return lines.reverse().flat();
}

/** The comment of a line that holds nothing else. */
function commentAlone(source: string, from: number): Span | undefined {
  let at = from;
  while (source[at] === ' ' || source[at] === '\t') at++;
  return source[at] === '#' ? { from: at, to: lineEnd(source, at, nextLine(source, at)) } : undefined;
}

/** A comment's text in one line, none for a directive. */
function said(file: File, comment: Span): string[] {
  if (isDirective(file, comment)) return [];
  return [file.source.slice(comment.from, comment.to).replace(/^#+ ?/, '').trimEnd()];
}

/** Whether a rule's name stands in a comment. Directives are in text order, and a file may have thousands. */
function isDirective({ directives }: File, comment: Span): boolean {
  let low = 0;
  let high = directives.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const first = directives[middle].rules[0]?.from ?? 0;
    if (first < comment.to) low = middle + 1;
    else high = middle;
  }
  return directives[low - 1]?.rules.some(({ from }) => comment.from < from && from < comment.to) ?? false;
}

function lineStart(source: string, at: number): number {
  const start = at > 0 ? source.lastIndexOf('\n', at - 1) + 1 : 0;
  return Math.max(start, textStart(source));
}

/** Behind the byte order mark, which is no part of the language. */
function textStart(source: string): number {
  return source.startsWith('\uFEFF') ? 1 : 0;
}
