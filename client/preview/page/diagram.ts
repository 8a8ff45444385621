import { diagram } from '../../../server/render/diagram';
import type { Preview } from '../../../server/protocol';
import { drawn, element } from './dom';

/** The diagram's view. */
export interface DiagramView {
  readonly element: HTMLElement;
  readonly show: (table: Preview) => void;
}

/** A wider drawing would only have longer lines. */
const widest = 1080;

export function diagramView(): DiagramView {
  let table: Preview | undefined;
  let width = 0;
  const container = element('div', { className: 'diagram' });
  const draw = (): void => {
    if (!table || width < 1) return;
    const { policy, network, rows: routes, router } = table;
    container.replaceChildren(
      drawn(diagram({ policy, network, routes, router }, { width: Math.min(width, widest), id: 'diagram' })),
    );
  };
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next === width || next < 1) return;
    width = next;
    draw();
  }).observe(container);
  return {
    element: container,
    show: (next) => {
      table = next;
      draw();
    },
  };
}
