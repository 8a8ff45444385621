import type { File, Span, Statement } from '../syntax/ast';
import { allStatements } from '../syntax/parser';
import { counted } from '../lib/numbers';
import { entriesOf } from './lib/node-at';
import { lineStart } from '../syntax/lines';

/** A statement, or a run of plain routes, in the outline. */
export interface DocumentSymbol extends Span {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'policy' | 'network' | 'list' | 'member' | 'route' | 'expectation' | 'file' | 'setting';
  /** Selected when the symbol is chosen; inside the span. */
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

/** Up to this number plain routes have a symbol each; beyond it, each run of them has one. */
const mostRoutes = 2000;

/** The outline of a policy, in text order. */
export function documentSymbols(file: File): DocumentSymbol[] {
  if (file.plain.count <= mostRoutes) return [...allStatements(file)].flatMap((each) => symbol(file, each));
  return [...file.statements.flatMap((each) => symbol(file, each)), ...runs(file)].sort(
    (a, b) => a.from - b.from,
  );
}

function symbol({ source }: File, statement: Statement): DocumentSymbol[] {
  const { from, to, keyword } = statement;
  const text = (span: Span | undefined, fallback: string): string =>
    (span && oneLine(source.slice(span.from, span.to))) || fallback;
  const rest = text({ from: keyword.to, to }, '');
  const base = { from, to, selection: keyword, children: [] };
  switch (statement.kind) {
    case 'policy':
      return [{ ...base, name: text(statement.value, 'policy'), detail: 'policy', kind: 'policy' }];
    case 'prefix-list': {
      const children = entriesOf(statement).map((entry): DocumentSymbol => {
        const { from: start, to: end } = entry;
        return {
          ...base,
          from: start,
          to: end,
          selection: entry,
          name: text(entry, 'entry'),
          detail: '',
          kind: 'member',
        };
      });
      const { name = keyword } = statement;
      const detail = statement.source
        ? text(statement.source, '')
        : counted(children.length, 'entry', 'entries');
      return [{ ...base, name: text(name, keyword.text), detail, kind: 'list', selection: name, children }];
    }
    case 'route':
    case 'expect': {
      const [first] = statement.destinations;
      const action = statement.action ?? ('blocked' in statement ? statement.blocked : undefined);
      const detail = text(action, '');
      const name = action ? text({ from: first?.from ?? from, to: action.from }, keyword.text) : rest;
      const kind = statement.kind === 'route' ? 'route' : 'expectation';
      return [{ ...base, name: name || keyword.text, detail, kind, selection: first ?? keyword }];
    }
    case 'include':
      return [{ ...base, name: rest || keyword.text, detail: 'include', kind: 'file' }];
    case 'vpc':
    case 'subnet':
    case 'docker':
    case 'interface':
      return [{ ...base, name: keyword.text, detail: rest, kind: 'network' }];
    case 'unknown':
      return [];
    default:
      return [{ ...base, name: keyword.text, detail: rest, kind: 'setting' }];
  }
}

/** One symbol for each run of plain routes between other statements. */
function runs({ source, plain, statements }: File): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  let next = 0;
  for (let row = 0; row < plain.count;) {
    while (next < statements.length && statements[next].from < plain.at[row]) next++;
    const end = statements[next]?.from ?? Infinity;
    const first = row;
    while (row < plain.count && plain.at[row] < end) row++;
    const from = lineStart(source, plain.at[first]);
    const newline = source.indexOf('\n', plain.at[row - 1]);
    const to = newline < 0 ? source.length : newline;
    const selection = { from: plain.at[first], to: plain.at[first] };
    const name = counted(row - first, 'route');
    symbols.push({ name, detail: '', kind: 'route', from, to, selection, children: [] });
  }
  return symbols;
}

function oneLine(text: string): string {
  const clean = text.replace(/\s+/g, ' ').trim();
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}
