import type { Span } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import { commentsAbove, commentsOf, documentation, documentationOnce, preamble } from '../syntax/comments';
import { commentedSpan, type Model, type RouteDestination } from './model';
import { firstOnes } from './network';

/** The comments of a route statement. */
export interface RouteComment {
  /** The same for all destinations of a statement. */
  readonly statement: number;
  /** One entry per line, without "#". */
  readonly lines: readonly string[];
}

/** The policy's comments on the route that a destination belongs to. */
export function routeComment(model: Model, destination: RouteDestination): RouteComment {
  const span = commentedSpan(model, destination);
  return { statement: span.from, lines: documentationOnce(model.unit.file, span) };
}

/** `routeComment` in one line, cached: many destinations belong to a few statements. */
export function routeCommentText(model: Model, destination: RouteDestination): string {
  return documentation(model.unit.file, commentedSpan(model, destination)).join(' ');
}

/** The policy's comments on a statement, one entry per line. */
export function partComment({ unit }: Model, part: Span): readonly string[] {
  return documentation(unit.file, part);
}

/** The comments on a list's definition, in whatever file, one entry per line. */
export function listComment({ names, unit }: Model, name: string): readonly string[] {
  const list = names.lists.get(name);
  if (!list?.statement) return [];
  const included = unit.included.get(list.path);
  const file = included?.kind === 'file' ? included.file : unit.file;
  return documentation(file, list.statement);
}

/** Where a statement begins, including the comments directly above it. */
export function commentedFrom(source: Characters, from: number): number {
  return commentsAbove(source, from);
}

/** The source of a statement's comments, including directives: those above it, and those on its lines. */
export function writtenComments(source: Characters, statement: Span): string[] {
  return commentsOf(source, statement);
}

/**
 * The policy's description of itself: the comments of `policy`, else those at the beginning of the file; one entry per
 * line.
 */
export function policyComment({ unit }: Model): readonly string[] {
  const policy = firstOnes(unit.file).get('policy');
  const own = policy ? documentation(unit.file, policy) : [];
  return own.some((line) => line.trim() !== '') ? own : preamble(unit.file);
}

/** The dates of the AWS files that lists are read from, one entry per file. */
export function sourceDates({ sources }: Model): string[] {
  const lines = [...sources].flatMap(([{ path }, { createDate }]) =>
    createDate === undefined ? [] : [`${path.text}: created ${createDate}`],
  );
  return [...new Set(lines)];
}
