import type { Span } from '../syntax/ast';
import { commentsAbove, commentsOf, documentation, documentationOnce, preamble } from '../syntax/comments';
import { commentedSpan, type Model, type RouteDestination } from './model';
import { firstOnes } from './network';

/** The comments of a route statement. */
export interface RouteComment {
  /** The same for all targets of one statement. */
  readonly statement: number;
  /** A line each, without "#". */
  readonly lines: readonly string[];
}

/** What the policy's comments say about the route that a target belongs to. */
export function routeComment(model: Model, destination: RouteDestination): RouteComment {
  const span = commentedSpan(model, destination);
  return { statement: span.from, lines: documentationOnce(model.unit.file, span) };
}

/** The same in one line, for many targets of a few statements. */
export function routeCommentText(model: Model, destination: RouteDestination): string {
  return documentation(model.unit.file, commentedSpan(model, destination)).join(' ');
}

/** What the policy's comments say about a part of it, a line each. */
export function partComment({ unit }: Model, part: Span): readonly string[] {
  return documentation(unit.file, part);
}

/** What the comments of a list's definition say, in whatever file it is, a line each. */
export function listComment({ names, unit }: Model, name: string): readonly string[] {
  const list = names.lists.get(name);
  if (!list?.statement) return [];
  const included = unit.included.get(list.path);
  const file = included?.kind === 'file' ? included.file : unit.file;
  return documentation(file, list.statement);
}

/** Where a statement begins with the comments right above it. */
export function commentedFrom(source: string, from: number): number {
  return commentsAbove(source, from);
}

/** The comments of a statement as they are written, directives among them: those above it, and the one after it. */
export function writtenComments(source: string, statement: Span): string[] {
  return commentsOf(source, statement);
}

/** What the policy says about itself: the comments of `policy`, else those the file begins with; a line each. */
export function policyComment({ unit }: Model): readonly string[] {
  const policy = firstOnes(unit.file).get('policy');
  const own = policy ? documentation(unit.file, policy) : [];
  return own.some((line) => line.trim() !== '') ? own : preamble(unit.file);
}

/** From which of AWS's files the lists were taken, a line a file. */
export function sourceDates({ sources }: Model): string[] {
  const lines = [...sources].flatMap(([{ path }, { createDate }]) =>
    createDate === undefined ? [] : [`${path.text}: created ${createDate}`],
  );
  return [...new Set(lines)];
}
