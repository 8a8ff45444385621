import {
  coveringBlock,
  blockAt,
  blockBeside,
  blockMap,
  blockNamed,
  blockOf,
  blockText,
  legendOf,
  overviewMap,
  startBlock,
  rangeTexts,
  wholeSpace,
  within,
  zoomWindows,
} from '../../../server/render/map';
import { markup } from '../../../server/render/markup';
import { actionClassNames } from '../../../server/render/picture';
import type { Space } from '../../../server/render/space';
import { attributed, drawn, element, fill, pathMark, write } from './dom';
import { toolbar } from './toolbar';

/** The address map's view. */
export interface MapView {
  readonly element: HTMLElement;
  readonly show: (space: Space) => void;
}

export interface MapViewOptions {
  /** The initial block; if empty, where the policy routes most. */
  readonly block: string;
  /** Called when another block is shown. */
  readonly changed: (block: string) => void;
}

type Prefix = ReturnType<typeof wholeSpace>;
type Family = Prefix['family'];

/** The state of the map. */
interface MapState {
  readonly shape: MapViewOptions;
  readonly elements: MapElements;
  /** Undefined until a policy is shown. */
  space: Space | undefined;
  /** Undefined until a block is chosen; then the initial block is shown. */
  block: Prefix | undefined;
  family: Family;
  /** The width of a bar in whole pixels; 0 before the first layout. */
  width: number;
}

type MapElements = ReturnType<typeof mapElements>;

/** At most this many address ranges of a block are listed. */
const mostListed = 50;

export function mapView(shape: MapViewOptions): MapView {
  const elements = mapElements();
  const block = blockNamed(shape.block);
  const state: MapState = {
    shape,
    elements,
    space: undefined,
    block,
    family: block?.family ?? 4,
    width: 0,
  };
  listen(state);
  return {
    element: mapElement(elements),
    show: (space) => {
      state.space = space;
      draw(state);
    },
  };
}

function mapElements() {
  const previous = element('button', { type: 'button', textContent: '←', title: 'Previous block' });
  const next = element('button', { type: 'button', textContent: '→', title: 'Next block' });
  for (const button of [previous, next]) button.setAttribute('aria-label', button.title);
  const input = element('input', { type: 'text', spellcheck: false, autocomplete: 'off' });
  input.setAttribute('aria-label', 'Block to show, as a prefix');
  const version = (family: Family): HTMLInputElement =>
    element('input', { type: 'radio', name: 'version', value: `${family}` });
  return {
    versions: { 4: version(4), 6: version(6) },
    choice: attributed(element('span', { className: 'choice', hidden: true }), {
      role: 'radiogroup',
      'aria-label': 'IP version',
    }),
    overview: element('div', { className: 'bar overview' }),
    bar: element('div', { className: 'bar' }),
    zoomOut: element('button', { type: 'button', textContent: 'Zoom out' }),
    previous,
    next,
    input,
    inputError: attributed(element('span', { className: 'wrong' }), { role: 'status' }),
    title: element('h2', { tabIndex: -1 }),
    legend: element('ul', { className: 'legend' }),
    worth: element('p', { className: 'worth' }),
    list: toolbar('What is in the block; a range zooms in', element('ul', { className: 'stretches' })),
  };
}

function mapElement(elements: MapElements): HTMLElement {
  const { overview, bar, zoomOut, previous, next, input, inputError, choice, versions } = elements;
  for (const family of [4, 6] as const) choice.append(element('label', {}, versions[family], `IPv${family}`));
  return element(
    'div',
    { className: 'map' },
    element(
      'div',
      { className: 'tools' },
      choice,
      element('span', { className: 'stepper' }, previous, input, next),
      zoomOut,
      inputError,
      element('span', { className: 'muted', textContent: 'or click into a bar to look closer' }),
    ),
    overview,
    bar,
    element('div', { className: 'block' }, elements.title, elements.legend),
    elements.worth,
    elements.list.element,
  );
}

function listen(state: MapState): void {
  const { overview, bar, zoomOut, previous, next, input, inputError, versions } = state.elements;
  zoomOut.addEventListener('click', () => goTo(state, coveringBlock(shownBlock(state))));
  previous.addEventListener('click', () => goTo(state, blockBeside(shownBlock(state), -1)));
  next.addEventListener('click', () => goTo(state, blockBeside(shownBlock(state), 1)));
  input.addEventListener('change', () => {
    const block = blockNamed(input.value);
    if (block) goTo(state, block);
    else write(inputError, 'Not a prefix such as 10.0.0.0/8');
  });
  for (const family of [4, 6] as const)
    versions[family].addEventListener('change', () => {
      if (state.space) goTo(state, startBlock(state.space, family));
    });
  for (const [picture, blockOfPicture] of [
    [overview, () => wholeSpace(state.family)],
    [bar, () => shownBlock(state)],
  ] as const)
    picture.addEventListener('click', (event) => {
      const { left, width } = picture.getBoundingClientRect();
      goTo(state, blockAt(blockOfPicture(), event.clientX - left, width));
    });
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width === state.width || width < 1) return;
    state.width = width;
    draw(state);
  }).observe(bar);
}

/** The chosen block, or the initial one. */
function shownBlock({ block, space, family }: MapState): Prefix {
  return block ?? (space ? startBlock(space, family) : wholeSpace(family));
}

function goTo(state: MapState, block: Prefix | undefined): void {
  if (!block) return;
  state.block = block;
  state.family = block.family;
  write(state.elements.inputError, '');
  state.shape.changed(blockText(block));
  const { activeElement: pressed } = document;
  draw(state);
  // If the pressed button has disappeared, the focus moves to the block's title.
  if (pressed?.matches(':disabled') || !pressed?.isConnected) state.elements.title.focus();
}

function draw(state: MapState): void {
  const { space, width, elements } = state;
  if (!space || width < 1) return;
  const block = shownBlock(state);
  const { overview, bar, title, input, legend, choice, versions } = elements;
  fill(overview, [drawn(overviewMap(space, block, { width, id: 'space' }))]);
  choice.hidden = space.tables[6].count === 0 && block.family === 4;
  versions[block.family].checked = true;
  // The overview already shows the whole space.
  fill(bar, block.length === 0 ? [] : [drawn(blockMap(space, block, { width, id: 'block' }))]);
  write(title, block.length === 0 ? `The whole IPv${block.family} space` : blockText(block));
  title.classList.toggle('mono', block.length > 0);
  if (document.activeElement !== input) input.value = blockText(block);
  elements.zoomOut.disabled = block.length === 0;
  elements.previous.disabled = blockBeside(block, -1) === undefined;
  elements.next.disabled = blockBeside(block, 1) === undefined;
  fill(
    legend,
    legendOf(space, block).map(({ class: routeClass, addresses }) =>
      element('li', {}, swatch(routeClass), `${actionClassNames[routeClass]}: ${addresses}`),
    ),
  );
  drawWorth(state, space, block);
  drawList(state, space, block);
}

/** Offers blocks where many routes share little space. */
function drawWorth(state: MapState, space: Space, { family }: Prefix): void {
  const { worth } = state.elements;
  const windows = zoomWindows(space, family, 6);
  worth.hidden = windows.length === 0;
  fill(worth, [
    element('span', { textContent: 'Worth a closer look: ' }),
    ...windows.map((window) => zoomButton(blockText(window), () => goTo(state, window))),
  ]);
}

/** Lists the address ranges of the block. */
function drawList(state: MapState, space: Space, window: Prefix): void {
  const ranges = within(space, window);
  const entries = ranges.slice(0, mostListed).map((range) => {
    const texts = rangeTexts(range);
    const block = blockOf(range);
    const route = space.routes.at(range.route < 0 ? space.routes.length : range.route);
    const reason = range.nextHop?.reason ?? '';
    return element(
      'li',
      {},
      // A range of more than half the block would lead to the same block.
      blockText(block) !== blockText(window)
        ? zoomButton(texts.range, () => goTo(state, block))
        : element('span', { className: 'mono', textContent: texts.range }),
      element('span', {}, ' ', pathMark(range), texts.path),
      element('span', {
        className: 'muted',
        textContent: ` ${texts.addresses}${route ? ` · by ${route.prefix}` : ''}${reason === '' ? '' : ` · ${reason}`}`,
      }),
    );
  });
  const left = ranges.length - mostListed;
  state.elements.list.show([
    ...entries,
    ...(left > 0 ? [element('li', { textContent: `and ${left} more: zoom in to see them` })] : []),
  ]);
}

function zoomButton(text: string, go: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', className: 'link mono', textContent: text });
  button.addEventListener('click', go);
  return button;
}

/** With the same pattern as in the bar above. */
function swatch(routeClass: string): Element {
  return drawn(
    markup(
      'svg',
      { class: 'nb swatch', width: 24, height: 16, 'aria-hidden': 'true' },
      markup('rect', {
        class: `nb-cell nb-${routeClass}`,
        fill: `url(#space-${routeClass})`,
        x: 0.5,
        y: 0.5,
        width: 23,
        height: 15,
      }),
    ),
  );
}
