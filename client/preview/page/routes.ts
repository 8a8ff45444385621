import type { Preview, PreviewRow } from '../../../server/protocol';
import { actionClass, actionLabel } from '../../../server/render/picture';
import { nextHopText } from '../../../server/render/next-hops';
import { onwardDestinations, sharing, type Space } from '../../../server/render/space';
import { attributed, element, pathMark, actionMark, write } from './dom';
import { grid } from './grid';
import type { Column, Layout } from './grid-state';
import { counted } from '../../../server/lib/numbers';

/** The table's view. */
export interface RoutesView {
  readonly element: HTMLElement;
  readonly show: (table: Preview) => void;
  /** Marks the rows of a line of the policy; null for none. */
  readonly mark: (line: number | null) => void;
  /** Makes the row of a prefix current and focuses it. */
  readonly goTo: (prefix: string) => void;
  readonly redraw: () => void;
}

export interface RoutesShape {
  readonly filter: string;
  readonly system: boolean;
  /** Called when the filter, or whether system rows are shown, has changed. */
  readonly changed: (filter: string, system: boolean) => void;
  readonly reveal: (line: number) => void;
  /** The table for look-ups. */
  readonly space: () => Space | undefined;
}

export function routesView(shape: RoutesShape): RoutesView {
  let table: Preview | undefined;
  let line: number | null = null;
  const filter = filterField(shape.filter);
  const system = element('input', { type: 'checkbox', checked: shape.system });
  const counter = attributed(element('span', { className: 'shown' }), { role: 'status' });
  const note = element('p', { className: 'note' });
  const details = detailsSection();

  const view = grid<PreviewRow>({
    label: 'Route table',
    columns,
    layouts,
    header: 'destination',
    empty: 'No route is like that.',
    classOf: (row) =>
      [
        row.origin === 'policy' ? 'added' : 'system',
        isRejected(row) ? 'rejected' : '',
        row.line !== null && row.line === line ? 'at-cursor' : '',
      ].join(' '),
    opened: (row) => {
      if (row.line !== null) shape.reveal(row.line);
    },
    moved: (row) => {
      details.hidden = row === undefined;
      if (row) details.replaceChildren(...about(row), ...onward(row, table, shape.space()));
    },
  });

  const refresh = (): void => {
    if (!table) return;
    const rows = kept(table.rows, filter.value, system.checked);
    view.show(rows);
    const all = table.rows.length;
    write(counter, rows.length === all ? '' : `${counted(rows.length, 'row')} of ${all}`);
  };
  const changed = (): void => {
    shape.changed(filter.value, system.checked);
    refresh();
  };
  filter.addEventListener('input', changed);
  filter.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || filter.value === '') return;
    filter.value = '';
    changed();
  });
  system.addEventListener('change', changed);

  return {
    element: element(
      'div',
      { className: 'routes' },
      element('div', { className: 'tools' }, filter, element('label', {}, system, 'System rows'), counter),
      view.element,
      details,
      note,
    ),
    show: (next) => {
      table = next;
      write(note, next.note);
      refresh();
    },
    mark: (next) => {
      if (next === line) return;
      line = next;
      view.redraw();
      // Does not scroll while the focus is in the table.
      if (line !== null && !view.element.contains(document.activeElement))
        view.goTo((row) => row.line === line);
    },
    goTo: (prefix) => {
      const there = (row: PreviewRow): boolean => row.prefix === prefix;
      view.focus();
      if (view.goTo(there)) return;
      filter.value = '';
      system.checked = true;
      changed();
      view.goTo(there);
    },
    redraw: view.redraw,
  };
}

const columns: readonly Column<PreviewRow>[] = [
  { id: 'origin', title: 'Origin', text: (row) => `${originText(row)}  `, fill: originCell },
  {
    id: 'destination',
    title: 'Destination',
    key: (_: PreviewRow, index: number) => index,
    text: ({ destination, prefix }) => `  ${destination.length > prefix.length - 3 ? destination : prefix}`,
    fill: (cell, { destination, prefix }) => {
      // In narrow layouts the prefix replaces the mask.
      cell.append(
        element('span', { className: 'whole', textContent: destination }),
        element('span', { className: 'short', textContent: prefix }),
      );
    },
  },
  { id: 'gateway', title: 'Gateway', text: ({ gateway }) => gateway },
  { id: 'genmask', title: 'Genmask', text: ({ genmask }) => genmask },
  { id: 'flags', title: 'Flags', text: ({ flags }) => flags },
  { id: 'metric', title: 'Metric', text: ({ metric }) => metric },
  { id: 'ref', title: 'Ref', text: ({ ref }) => ref },
  { id: 'use', title: 'Use', text: ({ use }) => use },
  { id: 'iface', title: 'Iface', text: ({ iface }) => iface, most: 16 },
  { id: 'action', title: 'Action', text: ({ action }) => `  ${actionLabel(action)}`, fill: actionCell },
  { id: 'comment', title: 'Comment', text: ({ comment }) => comment, fill: commentCell, grows: 12 },
];

/** Layouts drop the kernel's counters first, then the mask, which the prefix replaces. */
const layouts: readonly Layout[] = [
  { name: 'whole', without: [] },
  { name: 'no-counters', without: ['metric', 'ref', 'use'] },
  { name: 'prefixes', without: ['genmask', 'flags', 'metric', 'ref', 'use'] },
  { name: 'prefixes marks', without: ['origin', 'genmask', 'flags', 'metric', 'ref', 'use'] },
];

const isRejected = ({ action }: PreviewRow): boolean => actionClass(action) === 'rejected';

const originText = (row: PreviewRow): string =>
  row.origin === 'system' ? 'system' : isRejected(row) ? '⊘ rejected' : '+ added';

function originCell(cell: HTMLElement, row: PreviewRow): void {
  if (row.origin === 'system') {
    cell.textContent = 'system';
    return;
  }
  const sign = element('span', { textContent: isRejected(row) ? '⊘' : '+' });
  sign.setAttribute('aria-hidden', 'true');
  cell.append(element('span', { className: 'badge' }, sign, isRejected(row) ? 'rejected' : 'added'));
}

function actionCell(cell: HTMLElement, { action }: PreviewRow): void {
  cell.append(actionMark(action), actionLabel(action));
}

const severityNames = { error: 'error', warning: 'warning', information: 'note', hint: 'hint' } as const;
const severitySigns = { error: '×', warning: '!', information: 'i', hint: '?' } as const;

function commentCell(cell: HTMLElement, { comment, findings: diagnostics }: PreviewRow): void {
  const [first] = diagnostics ?? [];
  if (first) {
    cell.append(
      element(
        'span',
        { className: `diagnostic ${first.severity}`, title: first.message },
        attributed(element('span', { className: 'sign', textContent: severitySigns[first.severity] }), {
          'aria-hidden': 'true',
        }),
        element('span', {
          className: 'word',
          textContent: `${severityNames[first.severity]}: ${first.rule}`,
        }),
      ),
      ' ',
    );
  }
  cell.append(comment);
  cell.title = comment;
}

function about(row: PreviewRow): Node[] {
  const { destination, gateway, genmask, flags, metric, ref, use, iface } = row;
  const fields = [destination, gateway, genmask, flags, metric, ref, use, iface].filter(
    (text) => text !== '',
  );
  const whence = row.line === null ? 'the system’s own route' : `line ${row.line + 1} of the policy`;
  return [
    element(
      'p',
      {},
      element('strong', { className: 'mono', textContent: row.prefix }),
      ' ',
      actionMark(row.action),
      `${actionLabel(row.action)}: ${whence}`,
    ),
    element('p', { className: 'mono', textContent: fields.join('  ') }),
    ...(row.comment === '' ? [] : [element('p', { textContent: row.comment })]),
    ...(row.findings ?? []).map(({ severity, rule, message }) =>
      element(
        'p',
        {},
        element('span', {
          className: `diagnostic ${severity}`,
          textContent: `${severityNames[severity]}: ${rule}`,
        }),
        ` ${message}`,
      ),
    ),
  ];
}

/** What the VPC's route table does with the addresses that a row decides. */
function onward(row: PreviewRow, table: Preview | undefined, space: Space | undefined): Node[] {
  const index = table && row.action === 'vpc' && space?.router ? table.rows.indexOf(row) : -1;
  if (!space?.router || index < 0) return [];
  const destinations = onwardDestinations(space, index);
  const lines = destinations
    .slice(0, mostOnward)
    .map(({ destination, isRest, nextHop }) =>
      element(
        'li',
        {},
        pathMark({ action: row.action, nextHop }),
        element('span', { className: 'mono', textContent: destination }),
        `${isRest ? ', the rest,' : ''} ${nextHopText(nextHop)}`,
      ),
    );
  const more = destinations.length - mostOnward;
  if (more > 0) lines.push(element('li', { textContent: `and ${more} more` }));
  return [
    element('p', {}, `then ${space.router.view.routeTable ?? 'the VPC router'}:`),
    element('ul', { className: 'onward' }, ...lines),
  ];
}

/** At most this many destinations beyond a route are listed. */
const mostOnward = 30;

/**
 * The rows that match a filter: those that overlap an address or prefix, otherwise those that contain the text,
 * ignoring case.
 */
function kept(rows: readonly PreviewRow[], filter: string, system: boolean): readonly PreviewRow[] {
  const visible = system ? rows : rows.filter(({ origin }) => origin === 'policy');
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return visible;
  const shares = sharing(wanted);
  return visible.filter((row) => (shares ? shares(row.prefix) : searched(row).includes(wanted)));
}

function searched(row: PreviewRow): string {
  const { prefix, destination, gateway, genmask, iface, action, comment, findings = [] } = row;
  const diagnostics = findings.map(({ rule, message }) => `${rule} ${message}`);
  return [
    prefix,
    destination,
    gateway,
    genmask,
    iface,
    actionLabel(action),
    originText(row),
    comment,
    ...diagnostics,
  ]
    .join('\n')
    .toLowerCase();
}

function filterField(value: string): HTMLInputElement {
  const field = element('input', {
    type: 'search',
    value,
    placeholder: 'Filter by text or address',
    spellcheck: false,
  });
  field.setAttribute('aria-label', 'Filter routes by text, address or prefix');
  return field;
}

function detailsSection(): HTMLElement {
  const section = element('section', { className: 'details', hidden: true });
  return attributed(section, { 'aria-label': 'The current route' });
}
