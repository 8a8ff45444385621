import { commentedFrom, writtenComments } from '../../model/documentation';
import type { Span } from '../../syntax/ast';
import type { Characters } from '../../syntax/edited-source';
import { contentStart, nextLine } from '../../syntax/lines';
import { addedLines } from './edits';
import type { Edit } from './rule';

/**
 * Removes a statement whose content another statement takes over, and moves its comments to the line above the other;
 * not in text order if the other comes first.
 */
export function moveContent(source: Characters, statement: Span, into: Span): Edit[] {
  const from = commentedFrom(source, statement.from);
  const removal = { from, to: nextLine(source, statement.to), text: '' };
  const comments = writtenComments(source, statement);
  if (comments.length === 0) return [removal];
  return [removal, addedLines(source, contentStart(source, into.from), comments)];
}
