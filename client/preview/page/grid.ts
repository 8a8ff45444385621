import { oncePerFrame } from './dom';
import { drawGrid, forgetDrawnRows } from './grid-drawing';
import { columnWidth, measureGrid } from './grid-layout';
import { arrangeRows, toggleSort } from './grid-sort';
import { gridStateOf, type Column, type GridShape, type GridState } from './grid-state';

export interface Grid<Row> {
  readonly element: HTMLElement;
  /** Replaces the rows, keeping the scroll position. */
  readonly show: (rows: readonly Row[]) => void;
  /** Makes the first matching row current and scrolls to it. */
  readonly goTo: (fits: (row: Row) => boolean) => boolean;
  readonly focus: () => void;
  /** Draws the visible rows again. */
  readonly redraw: () => void;
}

/**
 * A table of any length that keeps only the visible rows in the document (ARIA's grid pattern: the grid has the focus
 * and names its current row).
 */
export function grid<Row>(shape: GridShape<Row>): Grid<Row> {
  const state = gridStateOf(shape);
  const { scroller, table, heads } = state.elements;
  for (const { column, button } of heads)
    button.addEventListener('click', () => {
      toggleSort(state, column);
      scroller.scrollTop = 0;
      drawGrid(state);
    });
  listen(state);
  return {
    element: scroller,
    show: (rows) => show(state, rows),
    goTo: (fits) => {
      const index = state.rows.findIndex(fits);
      if (index >= 0) moveTo(state, index);
      return index >= 0;
    },
    focus: () => table.focus(),
    redraw: () => {
      measureGrid(state);
      forgetDrawnRows(state);
      drawGrid(state);
      measureGrid(state);
      drawGrid(state);
    },
  };
}

function listen<Row>(state: GridState<Row>): void {
  const { table, body, scroller } = state.elements;
  table.addEventListener('keydown', (event) => pressed(state, event));
  body.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest('.row') : null;
    const slot = state.slots.find((each) => each.line === line);
    if (!slot || slot.row === undefined) return;
    moveTo(state, slot.index);
    state.shape.opened(slot.row);
  });
  scroller.addEventListener(
    'scroll',
    oncePerFrame(() => drawGrid(state)),
    { passive: true },
  );
  new ResizeObserver(
    oncePerFrame(() => {
      measureGrid(state);
      drawGrid(state);
      measureGrid(state);
      drawGrid(state);
    }),
  ).observe(scroller);
}

function pressed<Row>(state: GridState<Row>, event: KeyboardEvent): void {
  const { current, rows, height, elements } = state;
  const page = Math.max(1, Math.floor(elements.scroller.clientHeight / height) - 2);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: rows.length - 1,
  };
  const to = steps[event.key];
  const row = rows.at(current);
  if (event.target !== elements.table) return;
  if (to !== undefined) moveTo(state, to);
  else if (event.key === 'Enter' && current >= 0 && row !== undefined) state.shape.opened(row);
  else return;
  event.preventDefault();
}

/** Makes a row current and scrolls to it. */
function moveTo<Row>(state: GridState<Row>, index: number): void {
  const { rows, shape, elements } = state;
  const { scroller, head } = elements;
  if (rows.length === 0) return;
  state.current = Math.min(Math.max(index, 0), rows.length - 1);
  // Details of the row may take space from the table, so show them before scrolling.
  shape.moved(rows[state.current]);
  const { height, current } = state;
  const top = current * height;
  const room = scroller.clientHeight - head.offsetHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
  drawGrid(state);
}

function show<Row>(state: GridState<Row>, next: readonly Row[]): void {
  const { columns, moved } = state.shape;
  const currentRow = state.current >= 0 ? state.rows.at(state.current) : undefined;
  state.given = next;
  state.current = -1;
  arrangeRows(state);
  forgetDrawnRows(state);
  // Every response has new row objects, so the current row is recognised by its text.
  if (currentRow !== undefined) {
    const text = rowText(columns, currentRow);
    state.current = state.rows.findIndex((row) => rowText(columns, row) === text);
  }
  // Without rows the columns keep their widths.
  if (state.rows.length > 0 || state.widths.length === 0)
    state.widths = columns.map((column) => columnWidth(column, state.rows));
  measureGrid(state);
  drawGrid(state);
  const { height } = state;
  measureGrid(state);
  if (state.height !== height) drawGrid(state);
  moved(state.rows.at(state.current < 0 ? state.rows.length : state.current));
}

function rowText<Row>(columns: readonly Column<Row>[], row: Row): string {
  return columns.map(({ text }) => text(row)).join('\u0000');
}
