import {
  blockAround,
  blockAt,
  blockBeside,
  blockMap,
  blockNamed,
  blockOf,
  blockText,
  legendOf,
  overviewMap,
  stretchTexts,
  wholeSpace,
  within,
  zoomWindows,
} from '../../../server/render/map';
import { element as markup } from '../../../server/render/markup';
import { wayNames } from '../../../server/render/picture';
import type { Space } from '../../../server/render/space';
import { attributed, drawn, element, fill, wayMark, write } from './dom';
import { toolbar } from './toolbar';

/** The address map's view. */
export interface MapView {
  readonly element: HTMLElement;
  readonly show: (space: Space) => void;
}

export interface MapShape {
  /** The block shown at first; the whole space where it names none. */
  readonly block: string;
  /** Another block is shown. */
  readonly changed: (block: string) => void;
}

/** How many stretches of a block are listed. */
const mostListed = 50;

export function mapView(shape: MapShape): MapView {
  let space: Space | undefined;
  let block = blockNamed(shape.block) ?? wholeSpace;
  let width = 0;
  const overview = element('div', { className: 'bar overview' });
  const bar = element('div', { className: 'bar' });
  const out = element('button', { type: 'button', textContent: 'Zoom out' });
  const before = element('button', { type: 'button', textContent: '←', title: 'Previous block' });
  const behind = element('button', { type: 'button', textContent: '→', title: 'Next block' });
  for (const button of [before, behind]) button.setAttribute('aria-label', button.title);
  const named = element('input', { type: 'text', spellcheck: false, autocomplete: 'off' });
  named.setAttribute('aria-label', 'Block to show, as a prefix');
  const wrong = attributed(element('span', { className: 'wrong' }), { role: 'status' });
  const title = element('h2', { tabIndex: -1 });
  const six = element('p', {
    ...{ className: 'note', hidden: true },
    textContent: 'The map is of IPv4: what IPv6 addresses do is in the table, the diagram and the probe.',
  });
  const legend = element('ul', { className: 'legend' });
  const worth = element('p', { className: 'worth' });
  const list = toolbar('What is in the block; a range zooms in', element('ul', { className: 'stretches' }));

  const draw = (): void => {
    if (!space || width < 1) return;
    const shown = space;
    fill(overview, [drawn(overviewMap(shown, block, { width, id: 'space' }))]);
    six.hidden = shown.tables[6].count === 0;
    // The whole is what the bar above already shows.
    fill(bar, block.length === 0 ? [] : [drawn(blockMap(shown, block, { width, id: 'block' }))]);
    write(title, block.length === 0 ? 'The whole IPv4 space' : blockText(block));
    title.classList.toggle('mono', block.length > 0);
    if (document.activeElement !== named) named.value = blockText(block);
    out.disabled = block.length === 0;
    before.disabled = blockBeside(block, -1) === undefined;
    behind.disabled = blockBeside(block, 1) === undefined;
    fill(
      legend,
      legendOf(shown, block).map(({ class: its, addresses }) =>
        element('li', {}, swatch(its), `${wayNames[its]}: ${addresses}`),
      ),
    );
    const windows = zoomWindows(shown, 6);
    worth.hidden = windows.length === 0;
    fill(worth, [
      element('span', { textContent: 'Worth a closer look: ' }),
      ...windows.map((window) => zoomButton(blockText(window), () => go(window))),
    ]);
    const all = within(shown, block);
    list.show([
      ...all.slice(0, mostListed).map((stretch) => {
        const { range, way, addresses } = stretchTexts(stretch);
        const inner = blockOf(stretch);
        const route = shown.routes.at(stretch.route < 0 ? shown.routes.length : stretch.route);
        return element(
          'li',
          {},
          all.length > 1
            ? zoomButton(range, () => go(inner))
            : element('span', { className: 'mono', textContent: range }),
          element('span', {}, ' ', wayMark(stretch.way), way),
          element('span', {
            className: 'muted',
            textContent: ` ${addresses}${route ? ` · by ${route.prefix}` : ''}`,
          }),
        );
      }),
      ...(all.length > mostListed
        ? [element('li', { textContent: `and ${all.length - mostListed} more: zoom in to see them` })]
        : []),
    ]);
  };
  const go = (next: typeof block | undefined): void => {
    if (!next) return;
    block = next;
    write(wrong, '');
    shape.changed(blockText(block));
    const { activeElement: pressed } = document;
    draw();
    // Who pressed what is there no more reads on where the block begins.
    if (pressed?.matches(':disabled') || !pressed?.isConnected) title.focus();
  };

  out.addEventListener('click', () => go(blockAround(block)));
  before.addEventListener('click', () => go(blockBeside(block, -1)));
  behind.addEventListener('click', () => go(blockBeside(block, 1)));
  named.addEventListener('change', () => {
    const next = blockNamed(named.value);
    if (next) go(next);
    else write(wrong, 'Not an IPv4 prefix such as 10.0.0.0/8');
  });
  for (const [on, around] of [
    [overview, () => wholeSpace],
    [bar, () => block],
  ] as const)
    on.addEventListener('click', (event) => {
      const { left, width: wide } = on.getBoundingClientRect();
      go(blockAt(around(), event.clientX - left, wide));
    });
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next === width || next < 1) return;
    width = next;
    draw();
  }).observe(bar);

  return {
    element: element(
      'div',
      { className: 'map' },
      element(
        'div',
        { className: 'tools' },
        element('span', { className: 'stepper' }, before, named, behind),
        out,
        wrong,
        element('span', { className: 'muted', textContent: 'or click into a bar to look closer' }),
      ),
      overview,
      bar,
      element('div', { className: 'block' }, title, legend),
      worth,
      list.element,
      six,
    ),
    show: (next) => {
      space = next;
      draw();
    },
  };
}

function zoomButton(text: string, go: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', className: 'link mono', textContent: text });
  button.addEventListener('click', go);
  return button;
}

/** With the pattern of the bar above. */
function swatch(its: string): Element {
  return drawn(
    markup(
      'svg',
      { class: 'nb swatch', width: 24, height: 16, 'aria-hidden': 'true' },
      markup('rect', {
        ...{ class: `nb-cell nb-${its}`, fill: `url(#space-${its})`, x: 0.5, y: 0.5, width: 23, height: 15 },
      }),
    ),
  );
}
