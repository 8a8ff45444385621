import type { Markup } from '../../../server/render/markup';
import { pathClass, type WholePath } from '../../../server/render/next-hops';

/** Creates an HTML element; strings become text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Sets attributes that are not properties, such as ARIA and data attributes. */
export function attributed<E extends Element>(on: E, attributes: Readonly<Record<string, string>>): E {
  for (const [name, value] of Object.entries(attributes)) on.setAttribute(name, value);
  return on;
}

/** Creates the DOM nodes of a picture. */
export function drawn({ name, attributes, children }: Markup): Element {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes))
    if (key !== 'xmlns') made.setAttribute(key, String(value));
  made.append(...children.map((child) => (typeof child === 'string' ? child : drawn(child))));
  return made;
}

/** Runs work at most once per frame, however often it is requested. */
export function oncePerFrame(work: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** Changes a text only if it differs, so that screen readers announce live regions once. */
export function write(on: Node, text: string): void {
  if (on.textContent !== text) on.textContent = text;
}

/** Replaces the children, keeping those that are equal and the one with the focus. */
export function fill(on: Element, next: readonly Node[]): void {
  const now = [...on.childNodes];
  next.forEach((node, i) => {
    if (i >= now.length) on.append(node);
    else if (!now[i].isEqualNode(node)) now[i].replaceWith(node);
  });
  for (const rest of now.slice(next.length)) rest.remove();
}

/** The colour and pattern of a path, next to its name. */
export const pathMark = (path: WholePath): HTMLElement =>
  attributed(element('span', { className: `action-swatch nb-${pathClass(path)}` }), {
    'aria-hidden': 'true',
  });

/** The colour and pattern of what the notebook itself does with addresses. */
export const actionMark = (action: string): HTMLElement => pathMark({ action, nextHop: undefined });
