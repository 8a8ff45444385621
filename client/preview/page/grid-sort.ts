import type { Column, GridState } from './grid-state';

/** Cycles a column's sorting: ascending, descending, the given order. */
export function toggleSort<Row>(state: GridState<Row>, column: Column<Row>): void {
  const { sort } = state;
  if (sort?.column !== column) state.sort = { column, down: false };
  else state.sort = sort.down ? undefined : { column, down: true };
  arrangeRows(state);
}

/** Sorts the rows and marks the column heads. The current row stays current. */
export function arrangeRows<Row>(state: GridState<Row>): void {
  const { rows, current, sort, given, elements } = state;
  const currentRow = rows.at(current);
  for (const { column, cell, sign } of elements.heads) {
    const isSorted = sort?.column === column;
    sign.textContent = isSorted ? (sort?.down ? ' ↓' : ' ↑') : '';
    if (isSorted) cell.setAttribute('aria-sort', sort?.down ? 'descending' : 'ascending');
    else cell.removeAttribute('aria-sort');
  }
  state.rows = sort ? sortedRows(given, sort.column, sort.down) : given;
  state.current = current >= 0 && currentRow !== undefined ? state.rows.indexOf(currentRow) : -1;
}

function sortedRows<Row>(rows: readonly Row[], column: Column<Row>, down: boolean): readonly Row[] {
  const { key } = column;
  const order = key ? rows.map((row, index) => ({ row, key: key(row, index) })) : byText(rows, column);
  order.sort((a, b) => (down ? b.key - a.key : a.key - b.key));
  return order.map(({ row }) => row);
}

/** Many rows share few texts, so the distinct texts are ranked once and rows are compared by rank. */
function byText<Row>(
  rows: readonly Row[],
  { text }: Column<Row>,
): { readonly row: Row; readonly key: number }[] {
  const texts = rows.map(text);
  const ranks = new Map([...new Set(texts)].sort().map((each, rank) => [each, rank]));
  return rows.map((row, i) => ({ row, key: ranks.get(texts[i]) ?? 0 }));
}
