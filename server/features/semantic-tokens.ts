import { lowest } from '../syntax/lowest';
import type { Model } from '../model/model';
import { builtInLists } from '../model/names';
import type { Directive, Item, Span, Statement, Word, WordRole } from '../syntax/ast';
import { lineStart, lineTokens, nextLine } from '../syntax/lexer';
import { parseLine, statementAt } from '../syntax/parser';
import { itemsOf } from './lib/node-at';
import { routeMarks } from './lib/route-marks';

/** In the order of the legend. */
export const tokenTypes = [
  'keyword',
  'number',
  'variable',
  'enumMember',
  'string',
  'property',
  'comment',
  'decorator',
] as const;
export type TokenType = (typeof tokenTypes)[number];

/** The last three say that a route's target changes nothing, and why. */
export const tokenModifiers = [
  'declaration',
  'defaultLibrary',
  'duplicate',
  'redundant',
  'shadowed',
] as const;
export type TokenModifier = (typeof tokenModifiers)[number];

/** A word with what it means; on one line. */
export interface SemanticToken extends Span {
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** What a statement's words are as tokens. */
const tokenOf: Readonly<
  Record<WordRole, { readonly type: TokenType; readonly modifiers: readonly TokenModifier[] }>
> = {
  keyword: { type: 'keyword', modifiers: [] },
  list: { type: 'variable', modifiers: ['declaration'] },
  name: { type: 'property', modifiers: [] },
  value: { type: 'enumMember', modifiers: [] },
  address: { type: 'number', modifiers: [] },
  path: { type: 'string', modifiers: [] },
};

/** From this number of plain routes on, a whole file's are tokens only where something is to be said of them. */
const manyRoutes = 10_000;

/** The words of a file, or of the lines a span touches, in text order and disjoint. */
export function semanticTokens(model: Model, span?: Span): SemanticToken[] {
  const { file } = model.unit;
  const { source, plain } = file;
  const found: SemanticToken[] = [];
  let row = 0;
  let from = source.startsWith('\uFEFF') ? 1 : 0;
  let end = source.length;
  if (span) {
    const first = statementAt(file, span.from)?.from ?? span.from;
    from = Math.max(from, lineStart(source, Math.min(first, span.from)));
    end = span.to;
    const start = from;
    row = lowest(plain.count, (i) => plain.at[i] >= start);
  }
  const marked = routeMarks(model);
  const add = ({ from, to }: Span, type: TokenType, ...modifiers: (TokenModifier | undefined)[]): unknown =>
    to > from && found.push({ from, to, type, modifiers: modifiers.filter((each) => each !== undefined) });
  const sparse = span === undefined && plain.count >= manyRoutes;
  const allowed = directiveAt(file.directives);

  const item = ({ kind, text, ...at }: Item): void => {
    if (kind === 'default') add(at, 'keyword', marked.get(at.from));
    else if (kind === 'prefix') add(at, 'number', marked.get(at.from));
    else add(at, 'variable', builtInLists.has(text) ? 'defaultLibrary' : undefined, marked.get(at.from));
  };
  const statement = (each: Statement): void => {
    if (each.kind === 'unknown') return;
    add(each.keyword, 'keyword');
    itemsOf(each).forEach(item);
    for (const word of each.words) {
      const { type, modifiers } = tokenOf[word.role];
      add(word, type, ...modifiers);
    }
    if (!('action' in each) || !each.action) return;
    const { action } = each;
    add(action.word, 'enumMember');
    if (action.word.from > action.from) add({ from: action.from, to: action.from + 3 }, 'keyword');
  };
  const comments = (from: number, to: number, inBlock: boolean): void => {
    for (let at = from; at < to; at = nextLine(source, at)) {
      const end = nextLine(source, at);
      if (!source.slice(at, end).includes('#')) continue;
      const block = inBlock && at > from;
      const comment = lineTokens(source, at, end, block).find(({ kind }) => kind === 'comment');
      if (!comment) continue;
      const rules = allowed(comment);
      let start = comment.from;
      for (const rule of rules) {
        add({ from: start, to: rule.from }, 'comment');
        add(rule, 'decorator');
        start = rule.to;
      }
      add({ from: start, to: comment.to }, 'comment');
    }
  };

  while (from < source.length && from <= end) {
    const next = nextLine(source, from);
    const isPlain = row < plain.count && plain.at[row] < next;
    if (isPlain && sparse && !marked.has(plain.at[row])) {
      row++;
      from = next;
      continue;
    }
    if (isPlain) row++;
    const line = parseLine(source, from);
    if (line.statement) statement(line.statement);
    comments(from, line.next, line.statement?.kind === 'prefix-list');
    from = line.next;
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The rules a comment silences. Directives are in text order; the comment stands in its directive's lines or above them. */
function directiveAt(directives: readonly Directive[]): (comment: Span) => readonly Word[] {
  const words = directives.flatMap(({ rules }) => rules);
  return (comment) => {
    const first = lowest(words.length, (i) => words[i].from >= comment.from);
    let last = first;
    while (last < words.length && words[last].to <= comment.to) last++;
    return words.slice(first, last);
  };
}
