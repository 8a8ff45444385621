import type { ExpectStatement, ListStatement, Statement } from './ast';
import { isSignificant, lineTokens } from './lexer';
import { parseLine } from './parser';
import { textStart } from '../lib/byte-order-mark';
import { lineEnd, nextLine } from './lines';

/*
 * The formatter. Neighbouring lines of one kind form a group, in which keywords, destinations and comments are aligned:
 *
 *     route  10.0.0.0/16  via vpc      # on-premises
 *     expect 10.0.12.7    via vpc
 *
 * Nothing is reordered, every comment is kept, and lines with syntax errors are not changed.
 */

type Row =
  | { readonly kind: 'blank' }
  /** Printed unchanged; `ends`: whether it ends a group. */
  | { readonly kind: 'line'; readonly text: string; readonly ends: boolean }
  | {
      readonly kind: 'cells';
      readonly indent: string;
      /** The keyword, then the aligned cells; the last one is not padded. */
      readonly cells: readonly string[];
      readonly comment: string;
    };

/** A wider cell does not widen its column, so that one long list does not push its neighbours away. */
const widestCell = 43;
/** `unreachable`, the longest action: the comments of a group's routes are aligned whatever their actions. */
const actionWidth = 11;

/**
 * Formats a text. `spell` returns the canonical spelling of a prefix or an address, and other words unchanged.
 * Idempotent, and keeps the meaning.
 */
export function format(source: string, spell: (word: string) => string): string {
  const start = textStart(source);
  const firstBreak = source.indexOf('\n');
  const lineBreak = firstBreak > 0 && source[firstBreak - 1] === '\r' ? '\r\n' : '\n';
  const rows = rowsOf(source, start, spell);
  const lines: string[] = [];
  let group: Row[] = [];
  let sort: string | undefined;
  const flush = (): void => {
    for (const line of groupLines(group)) lines.push(line);
    group = [];
    sort = undefined;
  };
  for (const row of rows) {
    const ends = row.kind === 'blank' || (row.kind === 'line' && row.ends);
    if (ends || (row.kind === 'cells' && sort !== undefined && columnsOf(row) !== sort)) flush();
    // One blank line between groups, none at the start.
    if (row.kind === 'blank') {
      if (lines.length > 0 && lines[lines.length - 1] !== '') lines.push('');
    } else if (ends) lines.push(...groupLines([row]));
    else {
      group.push(row);
      if (row.kind === 'cells') sort = columnsOf(row);
    }
  }
  flush();
  while (lines[lines.length - 1] === '') lines.pop();
  // At the start of the text U+FEFF is a byte order mark, and ignored; on a later line it is an error.
  if (start === 0 && textStart(lines[0] ?? '') > 0) lines.unshift('');
  return source.slice(0, start) + lines.map((line) => line + lineBreak).join('');
}

function rowsOf(source: string, start: number, spell: (word: string) => string): Row[] {
  const rows: Row[] = [];
  for (let from = start; from < source.length;) {
    const line = parseLine(source, from);
    if (line.statement)
      for (const row of statementRows(source, from, line.next, line.statement, spell)) rows.push(row);
    else {
      const text = source.slice(from, lineEnd(source, from, line.next)).replace(/^[ \t\r]+|[ \t\r]+$/g, '');
      rows.push(text === '' ? { kind: 'blank' } : { kind: 'line', text, ends: false });
    }
    from = line.next;
  }
  return rows;
}

function statementRows(
  source: string,
  from: number,
  next: number,
  statement: Statement,
  spell: (word: string) => string,
): Row[] {
  if (statement.broken) return rawRows(source, from, next);
  if (statement.kind === 'prefix-list' && statement.block)
    return blockRows(source, from, next, statement, spell);
  const comment = commentOf(source, from, nextLine(source, from));
  return [{ kind: 'cells', indent: '', cells: cellsOf(source, statement, spell), comment }];
}

/** Lines that are unchanged but for trailing blanks. */
function rawRows(source: string, from: number, next: number): Row[] {
  const rows: Row[] = [];
  for (let at = from; at < next; at = nextLine(source, at))
    rows.push({
      kind: 'line',
      text: source.slice(at, lineEnd(source, at, nextLine(source, at))).replace(/[ \t\r]+$/, ''),
      ends: true,
    });
  return rows;
}

function cellsOf(source: string, statement: Statement, spell: (word: string) => string): string[] {
  const { keyword } = statement;
  switch (statement.kind) {
    case 'route':
    case 'expect': {
      const { action } = statement;
      const via = action && (action.word.from === action.from ? action.name : `via ${action.name}`);
      const rest = statement.kind === 'expect' ? expectCell(source, statement, via) : (via ?? '');
      return [keyword.text, spelled(statement.destinations, spell), rest];
    }
    case 'vpc':
    case 'subnet':
    case 'docker':
      return [keyword.text, spelled(statement.entries, spell)];
    case 'prefix-list':
      return statement.source
        ? [
            keyword.text,
            statement.name?.text ?? '',
            words(source, statement.source.from, statement.to, spell, 'from '),
          ]
        : [keyword.text, statement.name?.text ?? '', `= ${spelled(statement.entries, spell)}`];
    default:
      return [keyword.text, words(source, keyword.to, statement.to, spell, '')];
  }
}

/** `tcp 443, 8443 via vpc to tgw-0abc`. */
function expectCell(source: string, { protocol, blocked, nextHop }: ExpectStatement, via = ''): string {
  const ports = protocol ? `${words(source, protocol.from, protocol.to, (word) => word, '')} ` : '';
  return `${ports}${blocked ? blocked.text : via}${nextHop ? ` to ${nextHop.text}` : ''}`;
}

function spelled(entries: readonly { readonly text: string }[], spell: (word: string) => string): string {
  return entries.map(({ text }) => spell(text)).join(', ');
}

/** The words of a span, one blank between them, none before a comma. */
function words(
  source: string,
  from: number,
  to: number,
  spell: (word: string) => string,
  before: string,
): string {
  const text = lineTokens(source, from, to, false)
    .filter(isSignificant)
    .map(({ kind, text: each }) => (kind === 'comma' ? ',' : ` ${kind === 'word' ? spell(each) : each}`))
    .join('');
  return before + text.replace(/^ +/, '');
}

/** A block: its head, its entries indented by two, its end. */
function blockRows(
  source: string,
  from: number,
  next: number,
  { entries }: ListStatement,
  spell: (word: string) => string,
): Row[] {
  const rows: Row[] = [];
  let printed = 0;
  for (let at = from; at < next;) {
    const end = nextLine(source, at);
    const significant = lineTokens(source, at, end, true).filter(isSignificant);
    const comment = commentOf(source, at, end);
    const [first] = significant;
    if (!first)
      rows.push(comment === '' ? { kind: 'blank' } : { kind: 'line', text: `  ${comment}`, ends: false });
    else if (at === from || first.kind === 'close') {
      const text = significant.map((token) => token.text).join(' ');
      rows.push({ kind: 'line', text: comment === '' ? text : `${text} ${comment}`, ends: true });
    } else {
      const start = printed;
      while (printed < entries.length && entries[printed].from < end) printed++;
      const list = spelled(entries.slice(start, printed), spell);
      rows.push({ kind: 'cells', indent: '  ', cells: [list], comment });
    }
    at = end;
  }
  return rows;
}

function commentOf(source: string, from: number, to: number): string {
  return (
    lineTokens(source, from, to, false)
      .find(({ kind }) => kind === 'comment')
      ?.text.replace(/[ \t\r]+$/, '') ?? ''
  );
}

function groupLines(group: readonly Row[]): string[] {
  const rows = group.map((row) => (row.kind === 'cells' ? row : undefined));
  const width = (column: number, least: number): number =>
    rows.reduce((most, row) => {
      const cell = row && row.cells.length >= least ? row.cells[column] : '';
      return cell.length > most && cell.length <= widestCell ? cell.length : most;
    }, 0);
  const keyword = width(0, 2);
  const middle = width(1, 3);
  const texts = rows.map((row) => {
    if (!row) return '';
    const [first, second, third] = row.cells;
    if (second === undefined) return row.indent + first;
    if (third === undefined) return `${row.indent}${first.padEnd(keyword)} ${second}`;
    const action = row.comment !== '' && isAction(first) ? third.padEnd(actionWidth) : third;
    return `${row.indent}${first.padEnd(keyword)} ${second.padEnd(middle)} ${action}`;
  });
  const comments = rows.reduce((most, row, i) => {
    const { length } = texts[i];
    return row && row.comment !== '' && length > most && length <= widestCell + 24 ? length : most;
  }, 0);
  return group.map((row, i) => {
    if (row.kind === 'blank') return '';
    if (row.kind === 'line') return row.text;
    return row.comment === '' ? texts[i].replace(/ +$/, '') : `${texts[i].padEnd(comments)}  ${row.comment}`;
  });
}

/** The statements that share columns: routes and expectations, lists, and those of the network. */
function columnsOf({ cells, indent }: Row & { readonly kind: 'cells' }): string {
  if (indent !== '') return 'entries';
  return isAction(cells[0]) ? 'routes' : cells[0] === 'prefix-list' ? 'lists' : 'network';
}

function isAction(keyword: string): boolean {
  return keyword === 'route' || keyword === 'expect';
}
