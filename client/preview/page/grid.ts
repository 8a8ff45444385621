import { attributed, element, oncePerFrame } from './dom';

/** A column of a grid. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Fills a cell where text alone is not enough. */
  readonly fill?: (cell: HTMLElement, row: Row) => void;
  /** Orders rows; without it the text does, and equal rows stay in the given order. */
  readonly key?: (row: Row, index: number) => number;
  /** As wide as this many characters at most; 43 without it, the longest IPv6 prefix. */
  readonly most?: number;
  /** Takes what room is left, and needs this many characters. */
  readonly grows?: number;
}

/** One way to lay the columns out: the ids of those left out of it. */
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
  /** From the richest on: the first one for which there is room is taken, else `two-lines`. */
  readonly layouts: readonly Layout[];
  /** Said where there are no rows. */
  readonly empty?: string;
}

export interface Grid<Row> {
  readonly element: HTMLElement;
  /** Shows other rows; the place stays. */
  readonly show: (rows: readonly Row[]) => void;
  /** Makes the first row that fits the current one and brings it into sight. */
  readonly goTo: (fits: (row: Row) => boolean) => boolean;
  readonly focus: () => void;
  /** Draws what is in sight again. */
  readonly redraw: () => void;
}

let grids = 0;

/**
 * A table of any length of which only what is in sight is made (ARIA's grid pattern: the grid has the focus and
 * names its current row).
 */
export function grid<Row>(shape: GridShape<Row>): Grid<Row> {
  const id = `grid-${grids++}`;
  const { columns } = shape;
  const head = attributed(element('div', { className: 'row head' }), { role: 'row', 'aria-rowindex': '1' });
  const body = attributed(element('div', { className: 'body' }), { role: 'rowgroup' });
  const table = attributed(
    element(
      'div',
      { className: 'grid', tabIndex: 0 },
      attributed(element('div', { className: 'heads' }, head), { role: 'rowgroup' }),
      body,
    ),
    { role: 'grid', 'aria-label': shape.label, 'aria-colcount': String(columns.length) },
  );
  // A hundred characters of the table's font.
  const ruler = element('div', { className: 'ruler' });
  const nothing = element('p', { className: 'nothing', hidden: true, textContent: shape.empty ?? '' });
  const scroller = element('div', { className: 'scroller' }, table, nothing, ruler);

  let given: readonly Row[] = [];
  let rows: readonly Row[] = [];
  let sort: { readonly column: Column<Row>; readonly down: boolean } | undefined;
  let current = -1;
  let height = 28;
  /** Of the columns, in characters. */
  let widths: readonly number[] = [];
  const slots: { readonly line: HTMLElement; index: number; row: Row | undefined }[] = [];

  const heads = columns.map((column, i) => {
    const sign = attributed(element('span', { className: 'sign' }), { 'aria-hidden': 'true' });
    const button = element('button', { type: 'button' }, column.title, sign);
    const cell = attributed(element('div', { className: `cell ${column.id}` }, button), {
      role: 'columnheader',
      'aria-colindex': String(i + 1),
    });
    button.addEventListener('click', () => {
      // Up, down, and back to the given order.
      if (sort?.column !== column) sort = { column, down: false };
      else sort = sort.down ? undefined : { column, down: true };
      arrange();
      scroller.scrollTop = 0;
      draw();
    });
    head.append(cell);
    return { column, cell, sign, button };
  });

  const arrange = (): void => {
    const kept = rows.at(current);
    for (const { column, cell, sign } of heads) {
      const sorted = sort?.column === column;
      sign.textContent = sorted ? (sort?.down ? ' ↓' : ' ↑') : '';
      if (sorted) cell.setAttribute('aria-sort', sort?.down ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    }
    rows = sort ? sortedRows(given, sort.column, sort.down) : given;
    current = current >= 0 && kept !== undefined ? rows.indexOf(kept) : -1;
  };

  const measure = (): void => {
    if (scroller.clientWidth > 0) layOut((scroller.clientWidth - padding) / (ruler.offsetWidth / 100));
    const line = slots.at(0)?.line;
    // Whole pixels, so that the last of many rows is where it should be.
    const its = line ? Math.round(line.getBoundingClientRect().height) : 0;
    if (its > 0) height = its;
  };

  const layOut = (room: number): void => {
    const kept = (layout: Layout): number[] =>
      columns.flatMap(({ id: its }, i) => (layout.without.includes(its) ? [] : [i]));
    const fits = (layout: Layout): boolean =>
      kept(layout).reduce((sum, i) => sum + (widths[i] ?? 0), 0) <= room;
    const layout = shape.layouts.find(fits);
    table.className = `grid ${layout?.name ?? 'two-lines'}`;
    const tracks = kept(layout ?? { name: '', without: [] }).map((i) =>
      columns[i].grows ? `minmax(${widths[i]}ch, 1fr)` : `${widths[i]}ch`,
    );
    table.style.setProperty('--columns', layout ? tracks.join(' ') : null);
  };

  const slotFor = (index: number): HTMLElement => {
    const slot = slots[index % slots.length];
    const row = rows[index];
    const { line } = slot;
    if (slot.row !== row) {
      line.className = `row ${shape.classOf(row)}`;
      columns.forEach((column, i) => {
        const cell = line.children.item(i);
        if (!(cell instanceof HTMLElement)) return;
        if (column.fill) {
          cell.replaceChildren();
          column.fill(cell, row);
        } else cell.textContent = column.text(row);
      });
      slot.row = row;
    }
    if (slot.index !== index) {
      line.id = `${id}-${index}`;
      line.setAttribute('aria-rowindex', String(index + 2));
      slot.index = index;
    }
    line.style.transform = `translateY(${index * height}px)`;
    line.classList.toggle('current', index === current);
    line.setAttribute('aria-selected', String(index === current));
    return line;
  };

  const draw = (): void => {
    if (scroller.clientHeight === 0) return;
    nothing.hidden = rows.length > 0 || shape.empty === undefined;
    body.style.height = `${rows.length * height}px`;
    scroller.style.setProperty('--whole', `${(rows.length + 1) * height}px`);
    const inSight = Math.ceil(scroller.clientHeight / height) + 8;
    while (slots.length < inSight) {
      const line = attributed(element('div', { className: 'row' }), { role: 'row' });
      columns.forEach((column, i) =>
        line.append(
          attributed(element('div', { className: `cell ${column.id}` }), {
            role: column.id === shape.header ? 'rowheader' : 'gridcell',
            'aria-colindex': String(i + 1),
          }),
        ),
      );
      slots.push({ line, index: -1, row: undefined });
      if (slots.length === inSight) for (const slot of slots) slot.index = -1;
    }
    const first = Math.max(0, Math.floor(scroller.scrollTop / height) - 3);
    const end = Math.min(rows.length, first + slots.length);
    const lines: HTMLElement[] = [];
    for (let index = first; index < end; index++) lines.push(slotFor(index));
    const shown = new Set<Node>(lines);
    for (const child of [...body.children]) if (!shown.has(child)) child.remove();
    for (const line of lines) if (line.parentNode !== body) body.append(line);
    table.setAttribute('aria-rowcount', String(rows.length + 1));
    if (current >= first && current < end) table.setAttribute('aria-activedescendant', `${id}-${current}`);
    else table.removeAttribute('aria-activedescendant');
  };

  const move = (index: number): void => {
    if (rows.length === 0) return;
    current = Math.min(Math.max(index, 0), rows.length - 1);
    // What is told about the row may take room from the table: first that, then bring it into sight.
    shape.moved(rows[current]);
    const top = current * height;
    const room = scroller.clientHeight - head.offsetHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
    draw();
  };

  table.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(scroller.clientHeight / height) - 2);
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page },
      ...{ Home: 0, End: rows.length - 1 },
    };
    const to = steps[event.key];
    const row = rows.at(current);
    if (event.target !== table) return;
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && current >= 0 && row !== undefined) shape.opened(row);
    else return;
    event.preventDefault();
  });
  body.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest('.row') : null;
    const slot = slots.find((each) => each.line === line);
    if (!slot || slot.row === undefined) return;
    move(slot.index);
    shape.opened(slot.row);
  });
  scroller.addEventListener('scroll', oncePerFrame(draw), { passive: true });
  new ResizeObserver(
    oncePerFrame(() => {
      measure();
      draw();
      measure();
      draw();
    }),
  ).observe(scroller);

  return {
    element: scroller,
    show: (next) => {
      const kept = rows.at(current);
      given = next;
      const had = current >= 0 ? kept : undefined;
      current = -1;
      arrange();
      for (const slot of slots) slot.row = undefined;
      // The rows are made anew with every answer: what was current is found again by what it says.
      if (had !== undefined) {
        const text = rowText(columns, had);
        current = rows.findIndex((row) => rowText(columns, row) === text);
      }
      // Where nothing is left of a table its columns stay where they are.
      if (rows.length > 0 || widths.length === 0) widths = columns.map((column) => widthOf(column, rows));
      measure();
      draw();
      const before = height;
      measure();
      if (height !== before) draw();
      shape.moved(rows.at(current < 0 ? rows.length : current));
    },
    goTo: (fits) => {
      const index = rows.findIndex(fits);
      if (index >= 0) move(index);
      return index >= 0;
    },
    focus: () => table.focus(),
    redraw: () => {
      measure();
      for (const slot of slots) slot.row = undefined;
      draw();
      measure();
      draw();
    },
  };
}

function rowText<Row>(columns: readonly Column<Row>[], row: Row): string {
  return columns.map(({ text }) => text(row)).join('\u0000');
}

/** What a row keeps free at its sides, in pixels. */
const padding = 24;

/** As wide as a column's longest text, in characters. */
function widthOf<Row>({ title, text, most: limit = 43, grows }: Column<Row>, rows: readonly Row[]): number {
  if (grows) return grows;
  let most = title.length;
  for (const row of rows) {
    const { length } = text(row);
    if (length > most) most = length;
  }
  return Math.min(most, limit) + 1.5;
}

function sortedRows<Row>(rows: readonly Row[], column: Column<Row>, down: boolean): readonly Row[] {
  const { key } = column;
  const order = key ? rows.map((row, index) => ({ row, key: key(row, index) })) : byText(rows, column);
  order.sort((a, b) => (down ? b.key - a.key : a.key - b.key));
  return order.map(({ row }) => row);
}

/** Few texts are many rows': they are ranked once, and rows compared by number. */
function byText<Row>(
  rows: readonly Row[],
  { text }: Column<Row>,
): { readonly row: Row; readonly key: number }[] {
  const texts = rows.map(text);
  const ranks = new Map([...new Set(texts)].sort().map((each, rank) => [each, rank]));
  return rows.map((row, i) => ({ row, key: ranks.get(texts[i]) ?? 0 }));
}
