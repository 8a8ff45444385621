import { documentation, documentationOnce, preamble } from '../syntax/comments';
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
