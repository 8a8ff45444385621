import type { File, Span } from './ast';
import type { Characters } from './edited-source';
import { lineTokens, type Token } from './lexer';
import { contentStart, lineEnd, nextLine } from './lines';
import { lowest } from '../lib/binary-search';
import { textStart } from '../lib/byte-order-mark';

/**
 * The text of a statement's comments, one entry per line, without "#": those directly above it, then the one on its
 * (first) line. Directives (`# allow …`) are not documentation.
 */
export function documentation(file: File, statement: Span): readonly string[] {
  const lines = cache.get(statement) ?? documentationOnce(file, statement);
  cache.set(statement, lines);
  return lines;
}

/** A statement can have thousands of entries, and each one's hover or row asks for its documentation. */
const cache = new WeakMap<Span, readonly string[]>();

/** `documentation` without the cache: for callers that ask once per statement, caching costs more than reading. */
export function documentationOnce(file: File, statement: Span): readonly string[] {
  const after = trailingComment(file.source, statement);
  const above = blockAbove(file, contentStart(file.source, statement.from));
  return after ? [...above, ...commentText(file, after)] : above;
}

/**
 * The source of a statement's comments, one entry per line, including directives: those above it, then those on its
 * lines.
 */
export function commentsOf(source: Characters, statement: Span): string[] {
  const start = contentStart(source, statement.from);
  const first = commentsAbove(source, statement.from);
  const comments =
    first < start
      ? source
          .slice(first, start)
          .split(/\r?\n/)
          .filter((line) => line !== '')
      : [];
  const after = trailingComment(source, statement);
  if (after) comments.push(after.text);
  for (
    let at = nextLine(source, start);
    at <= statement.to && at < source.length;
    at = nextLine(source, at)
  ) {
    const inner = lineTokens(source, at, nextLine(source, at), true).find(({ kind }) => kind === 'comment');
    if (inner) comments.push(inner.text);
  }
  return comments;
}

/** The comment on a statement's (first) line. */
export function trailingComment(source: Characters, statement: Span): Token | undefined {
  const start = contentStart(source, statement.from);
  const next = nextLine(source, start);
  const from = statement.to < next ? statement.to : start;
  if (!source.slice(from, next).includes('#')) return undefined;
  return lineTokens(source, from, next, false).find(({ kind }) => kind === 'comment');
}

/** Where the comment lines directly above a statement begin; its own line if there are none. */
export function commentsAbove(source: Characters, at: number): number {
  let start = contentStart(source, at);
  while (start > textStart(source)) {
    const before = contentStart(source, start - 1);
    if (!commentAlone(source, before)) break;
    start = before;
  }
  return start;
}

/** The comments at the beginning of a file, up to the first other line: the description of the file. */
export function preamble(file: File): string[] {
  const { source } = file;
  const lines: string[] = [];
  for (let from = textStart(source); from < source.length;) {
    const comment = commentAlone(source, from);
    if (!comment) break;
    lines.push(...commentText(file, comment));
    from = nextLine(source, from);
  }
  return lines;
}

function blockAbove(file: File, start: number): string[] {
  const lines: string[][] = [];
  for (let from = start; from > textStart(file.source);) {
    from = contentStart(file.source, from - 1);
    const comment = commentAlone(file.source, from);
    if (!comment) break;
    lines.push(commentText(file, comment));
  }
  return lines.reverse().flat();
}

/** The comment of a line that has nothing else. */
function commentAlone(source: Characters, from: number): Span | undefined {
  const to = lineEnd(source, from, nextLine(source, from));
  const [indent] = /^[ \t]*(?=#)/.exec(source.slice(from, to)) ?? [];
  return indent === undefined ? undefined : { from: from + indent.length, to };
}

/** A comment's text as one entry, or none for a directive. */
function commentText(file: File, comment: Span): string[] {
  if (isDirective(file, comment)) return [];
  return [file.source.slice(comment.from, comment.to).replace(/^#+ ?/, '').trimEnd()];
}

/** Whether a comment is a directive. There may be thousands of directives, each with many rules. */
function isDirective({ directives }: File, comment: Span): boolean {
  const next = lowest(directives.length, (i) => (directives[i].rules[0]?.from ?? 0) >= comment.to);
  const rules = directives[next - 1]?.rules ?? [];
  const rule = rules[lowest(rules.length, (i) => rules[i].from > comment.from)];
  return rule !== undefined && rule.from < comment.to;
}
