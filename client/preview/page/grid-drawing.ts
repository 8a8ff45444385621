import { attributed, element } from './dom';
import type { GridShape, GridState } from './grid-state';

/** Draws the visible rows, and a few more. */
export function drawGrid<Row>(state: GridState<Row>): void {
  const { shape, elements, rows, height, slots } = state;
  const { scroller, body, nothing } = elements;
  if (scroller.clientHeight === 0) return;
  nothing.hidden = rows.length > 0 || shape.empty === undefined;
  body.style.height = `${rows.length * height}px`;
  scroller.style.setProperty('--whole', `${(rows.length + 1) * height}px`);
  addSlots(state, Math.ceil(scroller.clientHeight / height) + 8);
  const first = Math.max(0, Math.floor(scroller.scrollTop / height) - 3);
  const end = Math.min(rows.length, first + slots.length);
  const lines: HTMLElement[] = [];
  for (let index = first; index < end; index++) lines.push(lineFor(state, index));
  const inSight = new Set<Node>(lines);
  for (const child of [...body.children]) if (!inSight.has(child)) child.remove();
  for (const line of lines) if (line.parentNode !== body) body.append(line);
  nameCurrentRow(state, first, end);
}

/** Makes the next drawing refill every row. */
export function forgetDrawnRows<Row>({ slots }: GridState<Row>): void {
  for (const slot of slots) slot.row = undefined;
}

function addSlots<Row>({ shape, slots }: GridState<Row>, count: number): void {
  if (slots.length >= count) return;
  while (slots.length < count) slots.push({ line: emptyLine(shape), index: -1, row: undefined });
  // With another number of slots, every row moves to a different one.
  for (const slot of slots) slot.index = -1;
}

function emptyLine<Row>({ columns, header }: GridShape<Row>): HTMLElement {
  const cells = columns.map((column, i) =>
    attributed(element('div', { className: `cell ${column.id}` }), {
      role: column.id === header ? 'rowheader' : 'gridcell',
      'aria-colindex': String(i + 1),
    }),
  );
  return attributed(element('div', { className: 'row' }, ...cells), { role: 'row' });
}

/** The element for a row, refilled if its slot held another row. */
function lineFor<Row>(
  { shape, id, rows, slots, height, current }: GridState<Row>,
  index: number,
): HTMLElement {
  const slot = slots[index % slots.length];
  const row = rows[index];
  const { line } = slot;
  if (slot.row !== row) {
    fillLine(shape, line, row);
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
}

function fillLine<Row>({ columns, classOf }: GridShape<Row>, line: HTMLElement, row: Row): void {
  line.className = `row ${classOf(row)}`;
  columns.forEach((column, i) => {
    const cell = line.children.item(i);
    if (!(cell instanceof HTMLElement)) return;
    if (column.fill) {
      cell.replaceChildren();
      column.fill(cell, row);
    } else cell.textContent = column.text(row);
  });
}

/** Announces the current row to screen readers if it is among the drawn rows, from `first` up to `end`. */
function nameCurrentRow<Row>(
  { elements: { table }, rows, current, id }: GridState<Row>,
  first: number,
  end: number,
): void {
  table.setAttribute('aria-rowcount', String(rows.length + 1));
  if (current >= first && current < end) table.setAttribute('aria-activedescendant', `${id}-${current}`);
  else table.removeAttribute('aria-activedescendant');
}
