import type { Action, File, Entry, Span, Statement, Word } from '../../syntax/ast';
import { statementAt } from '../../syntax/parser';

/** The smallest meaningful part of a statement at an offset. */
export type NodeAt =
  | { readonly kind: 'keyword'; readonly statement: Statement; readonly word: Word }
  | { readonly kind: 'entry'; readonly statement: Statement; readonly entry: Entry }
  | { readonly kind: 'action'; readonly statement: Statement; readonly action: Action }
  | { readonly kind: 'word'; readonly statement: Statement; readonly word: Word };

/** The node at an offset, including one that ends there, so that a cursor after a word still refers to it. */
export function nodeAt(file: File, offset: number): NodeAt | undefined {
  const statement = statementAt(file, offset);
  if (!statement) return undefined;
  const holds = (span: Span | undefined): boolean =>
    span !== undefined && span.from <= offset && offset <= span.to;
  if (holds(statement.keyword)) return { kind: 'keyword', statement, word: statement.keyword };
  const entry = entriesOf(statement).find(holds);
  if (entry) return { kind: 'entry', statement, entry };
  if ('action' in statement && statement.action && holds(statement.action))
    return { kind: 'action', statement, action: statement.action };
  const word = statement.words.find(holds);
  return word && { kind: 'word', statement, word };
}

/** A statement's prefixes, names and `default`. */
export function entriesOf(statement: Statement): readonly Entry[] {
  if ('entries' in statement) return statement.entries;
  return 'destinations' in statement ? statement.destinations : [];
}
