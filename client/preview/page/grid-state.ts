import { attributed, element } from './dom';

/** A column of a grid. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Fills a cell that needs more than text. */
  readonly fill?: (cell: HTMLElement, row: Row) => void;
  /** A sort key; by default rows are sorted by text. Equal rows keep the given order. */
  readonly key?: (row: Row, index: number) => number;
  /** The maximum width in characters; 43 by default, which fits the longest IPv6 prefix. */
  readonly most?: number;
  /** The minimum width in characters of a column that takes the remaining width. */
  readonly grows?: number;
}

/** A layout of the table, with the ids of the columns it leaves out. */
export interface Layout {
  /** The class of the table in this layout. */
  readonly name: string;
  readonly without: readonly string[];
}

export interface GridShape<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** The id of the column that names a row. */
  readonly header: string;
  readonly classOf: (row: Row) => string;
  /** Called when a row is activated by a click or by Enter. */
  readonly opened: (row: Row) => void;
  /** Called when another row becomes current; undefined for none. */
  readonly moved: (row: Row | undefined) => void;
  /** From the widest on; the first that fits is used, or else `two-lines`. */
  readonly layouts: readonly Layout[];
  /** Shown if there are no rows. */
  readonly empty?: string;
}

/** The state of a grid. */
export interface GridState<Row> {
  readonly shape: GridShape<Row>;
  readonly id: string;
  readonly elements: GridElements<Row>;
  /** In the given order. */
  given: readonly Row[];
  /** In the displayed order. */
  rows: readonly Row[];
  sort: GridSort<Row> | undefined;
  /** The index of the current row, or -1. */
  current: number;
  /** The height of a row in whole pixels. */
  height: number;
  /** The widths of the columns in characters. */
  widths: readonly number[];
  /** The rows in the document; the row at `index` is in the slot at `index % slots.length`. */
  readonly slots: Slot<Row>[];
}

export interface GridSort<Row> {
  readonly column: Column<Row>;
  readonly down: boolean;
}

interface Slot<Row> {
  readonly line: HTMLElement;
  index: number;
  row: Row | undefined;
}

interface GridElements<Row> {
  readonly scroller: HTMLElement;
  readonly table: HTMLElement;
  readonly head: HTMLElement;
  readonly heads: readonly ColumnHead<Row>[];
  readonly body: HTMLElement;
  readonly nothing: HTMLElement;
  /** As wide as a hundred characters of the table's font. */
  readonly ruler: HTMLElement;
}

interface ColumnHead<Row> {
  readonly column: Column<Row>;
  readonly cell: HTMLElement;
  readonly sign: HTMLElement;
  readonly button: HTMLButtonElement;
}

let grids = 0;

export function gridStateOf<Row>(shape: GridShape<Row>): GridState<Row> {
  return {
    shape,
    id: `grid-${grids++}`,
    elements: gridElements(shape),
    given: [],
    rows: [],
    sort: undefined,
    current: -1,
    height: 28,
    widths: [],
    slots: [],
  };
}

function gridElements<Row>({ columns, label, empty }: GridShape<Row>): GridElements<Row> {
  const heads = columns.map((column, i) => columnHead(column, i));
  const head = attributed(element('div', { className: 'row head' }, ...heads.map(({ cell }) => cell)), {
    role: 'row',
    'aria-rowindex': '1',
  });
  const body = attributed(element('div', { className: 'body' }), { role: 'rowgroup' });
  const table = attributed(
    element(
      'div',
      { className: 'grid', tabIndex: 0 },
      attributed(element('div', { className: 'heads' }, head), { role: 'rowgroup' }),
      body,
    ),
    { role: 'grid', 'aria-label': label, 'aria-colcount': String(columns.length) },
  );
  const ruler = element('div', { className: 'ruler' });
  const nothing = element('p', { className: 'nothing', hidden: true, textContent: empty ?? '' });
  const scroller = element('div', { className: 'scroller' }, table, nothing, ruler);
  return { scroller, table, head, heads, body, nothing, ruler };
}

function columnHead<Row>(column: Column<Row>, i: number): ColumnHead<Row> {
  const sign = attributed(element('span', { className: 'sign' }), { 'aria-hidden': 'true' });
  const button = element('button', { type: 'button' }, column.title, sign);
  const cell = attributed(element('div', { className: `cell ${column.id}` }, button), {
    role: 'columnheader',
    'aria-colindex': String(i + 1),
  });
  return { column, cell, sign, button };
}
