import type { Column, GridState, Layout } from './grid-state';

/** The horizontal padding of a row, in pixels. */
const padding = 24;

/** Lays out the columns in the available width, and measures the height of a row. */
export function measureGrid<Row>(state: GridState<Row>): void {
  const { scroller, ruler } = state.elements;
  if (scroller.clientWidth > 0) layOut(state, (scroller.clientWidth - padding) / (ruler.offsetWidth / 100));
  const line = state.slots.at(0)?.line;
  // Rounded to whole pixels, so that the error does not add up over many rows.
  const height = line ? Math.round(line.getBoundingClientRect().height) : 0;
  if (height > 0) state.height = height;
}

/** `room` is in characters. */
function layOut<Row>({ shape, widths, elements: { table } }: GridState<Row>, room: number): void {
  const { columns, layouts } = shape;
  const shownIn = (layout: Layout): number[] =>
    columns.flatMap(({ id }, i) => (layout.without.includes(id) ? [] : [i]));
  const fits = (layout: Layout): boolean =>
    shownIn(layout).reduce((sum, i) => sum + (widths[i] ?? 0), 0) <= room;
  const layout = layouts.find(fits);
  table.className = `grid ${layout?.name ?? 'two-lines'}`;
  const tracks = shownIn(layout ?? { name: '', without: [] }).map((i) =>
    columns[i].grows ? `minmax(${widths[i]}ch, 1fr)` : `${widths[i]}ch`,
  );
  table.style.setProperty('--columns', layout ? tracks.join(' ') : null);
}

/** The width of a column's longest text, in characters. */
export function columnWidth<Row>(
  { title, text, most: limit = 43, grows }: Column<Row>,
  rows: readonly Row[],
): number {
  if (grows) return grows;
  let most = title.length;
  for (const row of rows) {
    const { length } = text(row);
    if (length > most) most = length;
  }
  return Math.min(most, limit) + 1.5;
}
