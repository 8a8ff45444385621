import type { Action, File, Item, Span, Statement, Word } from '../../syntax/ast';
import { statementAt } from '../../syntax/parser';

/** The smallest meaningful part of a statement at an offset. */
export type NodeAt =
  | { readonly kind: 'keyword'; readonly statement: Statement; readonly word: Word }
  | { readonly kind: 'item'; readonly statement: Statement; readonly item: Item }
  | { readonly kind: 'action'; readonly statement: Statement; readonly action: Action }
  | { readonly kind: 'word'; readonly statement: Statement; readonly word: Word };

/** The node at an offset, including one that ends there, so that a cursor after a word still refers to it. */
export function nodeAt(file: File, offset: number): NodeAt | undefined {
  const statement = statementAt(file, offset);
  if (!statement) return undefined;
  const holds = (span: Span | undefined): boolean =>
    span !== undefined && span.from <= offset && offset <= span.to;
  if (holds(statement.keyword)) return { kind: 'keyword', statement, word: statement.keyword };
  const items = itemsOf(statement).find(holds);
  if (items) return { kind: 'item', statement, item: items };
  if ('action' in statement && statement.action && holds(statement.action))
    return { kind: 'action', statement, action: statement.action };
  const word = statement.words.find(holds);
  return word && { kind: 'word', statement, word };
}

/** A statement's prefixes, names and `default`. */
export function itemsOf(statement: Statement): readonly Item[] {
  if ('items' in statement) return statement.items;
  return 'destinations' in statement ? statement.destinations : [];
}
