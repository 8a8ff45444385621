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
  const isDirective = file.directives.some(({ rules }) =>
    rules.some(({ from }) => from > comment.from && from < comment.to),
  );
  if (isDirective) return [];
  return [file.source.slice(comment.from, comment.to).replace(/^#+ ?/, '').trimEnd()];
}

function lineStart(source: string, at: number): number {
  const start = at > 0 ? source.lastIndexOf('\n', at - 1) + 1 : 0;
  return Math.max(start, textStart(source));
}

/** Behind the byte order mark, which is no part of the language. */
function textStart(source: string): number {
  return source.startsWith('\uFEFF') ? 1 : 0;
}
