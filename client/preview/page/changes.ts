import type { CompareChange, CompareSide } from '../../../server/protocol';
import { counted } from '../../../server/lib/numbers';
import { actionClass } from '../../../server/render/picture';
import type { PreviewComparison } from '../messages';
import { attributed, element, write } from './dom';
import { grid } from './grid';
import type { Column } from './grid-state';

/** The view of the differences. */
export interface ChangesView {
  readonly element: HTMLElement;
  readonly show: (comparison: PreviewComparison | null) => void;
  readonly redraw: () => void;
}

/** The sides of a comparison: what the policy is compared with, and the policy. */
export type Side = 'before' | 'after';

export interface ChangesShape {
  /** Requests another comparison: one that the user chooses, or with the notebook without the policy. */
  readonly compare: (asks: boolean) => void;
  readonly reveal: (side: Side, line: number) => void;
}

export function changesView(shape: ChangesShape): ChangesView {
  const other = element('strong');
  const button = (text: string, asks: boolean): HTMLButtonElement => {
    const made = element('button', { type: 'button', textContent: text });
    made.addEventListener('click', () => shape.compare(asks));
    return made;
  };
  const without = button('Without the Policy', false);
  const summary = attributed(element('p', { className: 'summary' }), { role: 'status' });
  const notes = element('ul', { className: 'problems', hidden: true });
  const details = attributed(element('section', { className: 'details', hidden: true }), {
    'aria-label': 'The current address range',
  });
  const view = grid<CompareChange>({
    label: 'Addresses that are routed differently',
    columns,
    header: 'range',
    layouts: [{ name: 'whole', without: [] }],
    classOf: () => '',
    opened: ({ before, after }) => {
      const line = lineOf(after);
      const lineBefore = lineOf(before);
      if (line !== undefined) shape.reveal('after', line);
      else if (lineBefore !== undefined) shape.reveal('before', lineBefore);
    },
    moved: (change) => {
      details.hidden = change === undefined;
      if (change) details.replaceChildren(...about(change, shape.reveal));
    },
  });
  const showText = (text: string): void => {
    write(summary, text);
    view.element.hidden = details.hidden = notes.hidden = true;
  };

  return {
    element: element(
      'div',
      { className: 'changes' },
      element(
        'div',
        { className: 'tools' },
        element('span', {}, 'Compared with ', other),
        button('Compare Routes With…', true),
        without,
        element('span', { className: 'muted', textContent: 'or drop a file here' }),
      ),
      summary,
      view.element,
      details,
      notes,
    ),
    show: (comparison) => {
      write(other, comparison?.name ?? 'the notebook without the policy');
      without.hidden = !comparison || comparison.name === null;
      const result = comparison?.result;
      if (!result) return showText('Comparing …');
      if (!result.ok) return showText(`Nothing is compared: ${result.problem}`);
      const { changes } = result;
      write(summary, summaryText(changes.length));
      view.element.hidden = changes.length === 0;
      view.show(changes);
      showNotes(notes, result.notes);
    },
    redraw: view.redraw,
  };
}

function summaryText(count: number): string {
  if (count === 0) return 'Every address is routed the same.';
  return `${counted(count, 'address range')} ${count === 1 ? 'is' : 'are'} routed differently.`;
}

/** At most this many lines that were not compared are listed. */
const mostNotes = 50;

function showNotes(
  list: HTMLElement,
  { missing, assumptions }: Extract<NonNullable<PreviewComparison['result']>, { readonly ok: true }>['notes'],
): void {
  const items = missing
    .slice(0, mostNotes)
    .map(({ line, text, message }) => `Not compared: line ${line}: ${text}: ${message}`);
  if (missing.length > mostNotes) items.push(`and ${counted(missing.length - mostNotes, 'more line')}`);
  const all = [...items, ...assumptions.map((assumption) => `Assumption: ${assumption}`)];
  list.hidden = all.length === 0;
  list.replaceChildren(...all.map((text) => element('li', { textContent: text })));
}

/** The first line that decides for a side; undefined if the route is not in a text. */
function lineOf({ routes }: CompareSide): number | undefined {
  return routes.find(({ line }) => line !== null)?.line ?? undefined;
}

/** The colour and pattern of a side in the pictures. */
const sideMark = ({ action, state }: CompareSide): HTMLElement =>
  attributed(
    element('span', { className: `action-swatch nb-${state === 'ok' ? actionClass(action) : state}` }),
    {
      'aria-hidden': 'true',
    },
  );

/** A side in a cell: the action and the line. */
function sideText(side: CompareSide): string {
  const line = lineOf(side);
  return `${side.label}${line === undefined ? '' : ` (line ${line + 1})`}`;
}

const sideColumn = (side: Side, title: string, sign: string): Column<CompareChange> => ({
  id: side,
  title,
  text: (change) => `  ${sign}${sideText(change[side])}`,
  fill: (cell, change) => cell.append(sign, sideMark(change[side]), sideText(change[side])),
});

const columns: readonly Column<CompareChange>[] = [
  {
    id: 'range',
    title: 'Range',
    key: (_: CompareChange, index: number) => index,
    text: ({ range }) => range,
  },
  sideColumn('before', 'Before', ''),
  sideColumn('after', 'After', '→ '),
  {
    id: 'addresses',
    title: 'Addresses',
    grows: 14,
    text: ({ addresses }) => addresses.replace(/ address(?:es)?$/, ''),
    key: ({ count }) => count,
  },
];

/** At most this many routes of a side are listed. */
const mostRoutes = 20;

function about({ range, addresses, before, after }: CompareChange, reveal: ChangesShape['reveal']): Node[] {
  return [
    element('p', {}, element('strong', { className: 'mono', textContent: range }), `: ${addresses}`),
    ...sideLines('Before', before, (line) => reveal('before', line)),
    ...sideLines('After', after, (line) => reveal('after', line)),
  ];
}

function sideLines(title: string, side: CompareSide, reveal: (line: number) => void): Node[] {
  const { label, routes } = side;
  const head = element('p', {}, `${title}: `, sideMark(side), label);
  const lines = routes.slice(0, mostRoutes).map(({ line, text }) => {
    if (line === null) return element('p', { textContent: text });
    const link = element('button', { type: 'button', className: 'link', textContent: `Line ${line + 1}` });
    link.addEventListener('click', () => reveal(line));
    return element('p', {}, link, ': ', element('span', { className: 'mono', textContent: text }));
  });
  const more = routes.length - mostRoutes;
  return [
    head,
    ...lines,
    ...(more > 0 ? [element('p', { textContent: `and ${counted(more, 'more route')}` })] : []),
  ];
}
