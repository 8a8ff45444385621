import { pathLabel } from '../../../server/render/next-hops';
import {
  changedRanges,
  rangeText,
  sizeText,
  spaceOf,
  type ChangedRange,
  type Space,
} from '../../../server/render/space';
import type { Preview } from '../../../server/protocol';
import type { Head } from '../messages';
import { attributed, element, pathMark, write } from './dom';
import { grid } from './grid';
import type { Column } from './grid-state';
import { counted } from '../../../server/lib/numbers';

/** The view of what goes another way than before. */
export interface ChangesView {
  readonly element: HTMLElement;
  readonly show: (table: Preview, after: Space, head: Head | null) => void;
  readonly redraw: () => void;
}

export interface ChangesShape {
  readonly head: boolean;
  /** Whether Git's HEAD is compared with has changed. */
  readonly changed: (head: boolean) => void;
  /** A range was chosen: the prefix of the route that decides it now. */
  readonly chosen: (prefix: string) => void;
}

export function changesView(shape: ChangesShape): ChangesView {
  const without = element('input', { type: 'radio', name: 'before', checked: !shape.head });
  const head = element('input', { type: 'radio', name: 'before', checked: shape.head });
  const summary = attributed(element('p', { className: 'summary' }), { role: 'status' });
  let after: Space | undefined;

  const view = grid<ChangedRange>({
    ...{
      label: 'Addresses that are routed differently',
      columns,
      header: 'range',
      layouts: [{ name: 'whole', without: [] }],
    },
    classOf: () => '',
    opened: ({ route }) => {
      const its = after?.routes.at(route);
      if (its && route >= 0) shape.chosen(its.prefix);
    },
    moved: () => undefined,
  });
  for (const input of [without, head])
    input.addEventListener('change', () => {
      if (input.checked) shape.changed(head.checked);
    });

  return {
    element: element(
      'div',
      { className: 'changes' },
      attributed(
        element(
          'div',
          { className: 'tools' },
          element('span', { textContent: 'Compared with' }),
          element(
            'span',
            { className: 'choice' },
            element('label', {}, without, 'the notebook without the policy'),
            element('label', {}, head, 'the policy in Git’s HEAD'),
          ),
        ),
        { role: 'radiogroup', 'aria-label': 'Compared with' },
      ),
      summary,
      view.element,
    ),
    show: (table, now, its) => {
      after = now;
      const problem = head.checked ? (its ? its.problem : 'Reading the version in Git’s HEAD …') : null;
      view.element.hidden = problem !== null;
      if (problem !== null) {
        write(summary, problem);
        return;
      }
      const { network, router, system } = table;
      const before = head.checked && its ? its : { rows: system, router };
      const ranges = changedRanges(
        spaceOf({ routes: before.rows, subnet: network.subnet, router: before.router }),
        now,
      );
      write(
        summary,
        ranges.length === 0
          ? 'Every address is routed as before.'
          : `${counted(ranges.length, 'address range')} ${ranges.length === 1 ? 'is' : 'are'} routed differently.`,
      );
      view.element.hidden = ranges.length === 0;
      view.show(ranges);
    },
    redraw: view.redraw,
  };
}

const columns: readonly Column<ChangedRange>[] = [
  {
    ...{ id: 'range', title: 'Range', key: (_: ChangedRange, index: number) => index },
    text: rangeText,
  },
  {
    ...{ id: 'before', title: 'Before', text: ({ from }: ChangedRange) => `  ${pathLabel(from)}` },
    fill: (cell, { from }) => cell.append(pathMark(from), pathLabel(from)),
  },
  {
    ...{ id: 'after', title: 'After', text: ({ to }: ChangedRange) => `→   ${pathLabel(to)}` },
    fill: (cell, { to }) => cell.append('→ ', pathMark(to), pathLabel(to)),
  },
  {
    ...{ id: 'addresses', title: 'Addresses', grows: 14 },
    text: (range: ChangedRange) => sizeText(range).replace(/ address(?:es)?$/, ''),
    key: ({ first, last }) => Number(last - first),
  },
];
