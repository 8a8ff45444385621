import { attributed, element } from './dom';

/** A column of a grid. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Fills a cell where text alone is not enough. */
  readonly fill?: (cell: HTMLElement, row: Row) => void;
  /** Orders rows; without it the text does, and equal rows stay in the given order. */
  readonly key?: (row: Row, index: number) => number;
  /** The greatest width in characters; 43 by default, the longest IPv6 prefix. */
  readonly most?: number;
  /** Takes the room that is left, and needs at least this many characters. */
  readonly grows?: number;
}

/** A choice of columns: the ids of those it leaves out. */
export interface Layout {
  /** The class that the table has then. */
  readonly name: string;
  readonly without: readonly string[];
}

export interface GridShape<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** The column that names a row. */
  readonly header: string;
  readonly classOf: (row: Row) => string;
  /** A row was chosen, by a click or by Enter. */
  readonly opened: (row: Row) => void;
  /** Another row is the current one; undefined for none. */
  readonly moved: (row: Row | undefined) => void;
  /** From the richest on: the first one for which there is room is used, else `two-lines`. */
  readonly layouts: readonly Layout[];
  /** Shown where there are no rows. */
  readonly empty?: string;
}

/** Everything a grid remembers. */
export interface GridState<Row> {
  readonly shape: GridShape<Row>;
  readonly id: string;
  readonly elements: GridElements<Row>;
  /** In the order they came in. */
  given: readonly Row[];
  /** In the order they are shown in. */
  rows: readonly Row[];
  sort: GridSort<Row> | undefined;
  /** The index of the current row; -1 for none. */
  current: number;
  /** Of a row, in whole pixels. */
  height: number;
  /** Of the columns, in characters. */
  widths: readonly number[];
  /** The rows that are in the document: the row at `index` is in the slot at `index % slots.length`. */
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
    ...{ shape, id: `grid-${grids++}`, elements: gridElements(shape) },
    ...{ given: [], rows: [], sort: undefined, current: -1, height: 28, widths: [], slots: [] },
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
