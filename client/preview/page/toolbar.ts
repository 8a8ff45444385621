import { attributed, element, fill } from './dom';

/** A list most of whose entries have a button. */
export interface Toolbar {
  readonly element: HTMLElement;
  /** Replaces the entries; unchanged ones keep the focus. */
  readonly show: (items: readonly HTMLElement[]) => void;
}

/**
 * A single Tab stop for all buttons; arrow keys, Home and End move between them (ARIA's toolbar pattern: Tab returns to
 * the button that last had the focus).
 */
export function toolbar(label: string, list: HTMLElement): Toolbar {
  const wrapper = attributed(element('div', { hidden: true }, list), {
    role: 'toolbar',
    'aria-label': label,
    'aria-orientation': 'vertical',
  });
  let stop: HTMLButtonElement | undefined;
  const stopAt = (button: HTMLButtonElement | undefined): void => {
    if (stop) stop.tabIndex = -1;
    stop = button;
    if (stop) stop.tabIndex = 0;
  };

  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLButtonElement) stopAt(target);
  });
  list.addEventListener('keydown', (event) => {
    const buttons = [...list.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === stop);
    const last = buttons.length - 1;
    const [before, after] = [Math.max(at - 1, 0), Math.min(at + 1, last)];
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: after,
      ArrowRight: after,
      ArrowUp: before,
      ArrowLeft: before,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[to].focus();
  });

  return {
    element: wrapper,
    show: (items) => {
      const had = stop;
      stopAt(undefined);
      for (const item of items) for (const button of item.querySelectorAll('button')) button.tabIndex = -1;
      fill(list, items);
      stopAt(had?.isConnected ? had : (list.querySelector('button') ?? undefined));
      wrapper.hidden = items.length === 0;
    },
  };
}
