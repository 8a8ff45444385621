import { lowest } from '../lib/binary-search';
import type { Model } from '../model/model';
import { builtInLists } from '../model/names';
import type { Directive, Entry, Span, Statement, Word, WordRole } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import { sourceLineAt } from '../syntax/source-line';
import { parseLine, statementAt } from '../syntax/parser';
import { entriesOf } from './lib/node-at';
import type { TokenModifier, TokenType } from './token-types';
import { routeMarks } from './lib/route-marks';
import { textStart } from '../lib/byte-order-mark';
import { lineStart, nextLine } from '../syntax/lines';

/** A classified word, never longer than a line. */
export interface SemanticToken extends Span {
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** The token type of each kind of word in a statement. */
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

/**
 * In files with at least this many plain routes, a full request returns tokens only for those routes that have a
 * modifier.
 */
const manyRoutes = 10_000;

/** The tokens of a file, or of the lines that a span touches, in text order and disjoint. */
export function semanticTokens(model: Model, span?: Span): SemanticToken[] {
  const { file } = model.unit;
  const { source, plain } = file;
  const marks = routeMarks(model);
  const words: TokenWords = { source, marks, rulesIn: directiveAt(file.directives), tokens: [] };
  let row = 0;
  let from = textStart(source);
  let end = source.length;
  if (span) {
    const first = statementAt(file, span.from)?.from ?? span.from;
    from = Math.max(from, lineStart(source, Math.min(first, span.from)));
    end = span.to;
    const start = from;
    row = lowest(plain.count, (i) => plain.at[i] >= start);
  }
  const sparse = span === undefined && plain.count >= manyRoutes;
  while (from < source.length && from <= end) {
    const next = nextLine(source, from);
    const isPlain = row < plain.count && plain.at[row] < next;
    if (isPlain && sparse && !marks.has(plain.at[row])) {
      row++;
      from = next;
      continue;
    }
    if (isPlain) row++;
    const line = parseLine(source, from);
    if (line.statement) addStatement(words, line.statement);
    addComments(words, from, line.next, line.statement?.kind === 'prefix-list');
    from = line.next;
  }
  return words.tokens.sort((a, b) => a.from - b.from);
}

/** The tokens collected so far, and what classifies further words. */
interface TokenWords {
  readonly source: Characters;
  readonly marks: ReturnType<typeof routeMarks>;
  /** The rules that a comment allows. */
  readonly rulesIn: (comment: Span) => readonly Word[];
  readonly tokens: SemanticToken[];
}

function add(
  { tokens }: TokenWords,
  { from, to }: Span,
  type: TokenType,
  ...modifiers: (TokenModifier | undefined)[]
): void {
  if (to > from) tokens.push({ from, to, type, modifiers: modifiers.filter((each) => each !== undefined) });
}

function addStatement(words: TokenWords, statement: Statement): void {
  if (statement.kind === 'unknown') return;
  add(words, statement.keyword, 'keyword');
  for (const entry of entriesOf(statement)) addEntry(words, entry);
  for (const word of statement.words) {
    const { type, modifiers } = tokenOf[word.role];
    add(words, word, type, ...modifiers);
  }
  if (!('action' in statement) || !statement.action) return;
  const { from, word } = statement.action;
  add(words, word, 'enumMember');
  if (word.from > from) add(words, { from, to: from + 3 }, 'keyword');
}

function addEntry(words: TokenWords, { kind, text, ...span }: Entry): void {
  const mark = words.marks.get(span.from);
  if (kind === 'default') add(words, span, 'keyword', mark);
  else if (kind === 'prefix') add(words, span, 'number', mark);
  else add(words, span, 'variable', builtInLists.has(text) ? 'defaultLibrary' : undefined, mark);
}

/** Adds the comments on the lines of one statement, with the rules they allow. */
function addComments(words: TokenWords, from: number, to: number, inBlock: boolean): void {
  const { source, rulesIn } = words;
  for (let at = from; at < to; at = nextLine(source, at)) {
    const end = nextLine(source, at);
    if (!source.slice(at, end).includes('#')) continue;
    const { comment } = sourceLineAt(source, at, inBlock && at > from);
    if (!comment) continue;
    let start = comment.from;
    for (const rule of rulesIn(comment)) {
      add(words, { from: start, to: rule.from }, 'comment');
      add(words, rule, 'decorator');
      start = rule.to;
    }
    add(words, { from: start, to: comment.to }, 'comment');
  }
}

/**
 * Finds the rules that a comment silences. Directives are in text order; a comment is on or above its directive's
 * lines.
 */
function directiveAt(directives: readonly Directive[]): (comment: Span) => readonly Word[] {
  const words = directives.flatMap(({ rules }) => rules);
  return (comment) => {
    const first = lowest(words.length, (i) => words[i].from >= comment.from);
    let last = first;
    while (last < words.length && words[last].to <= comment.to) last++;
    return words.slice(first, last);
  };
}
