import type { Markup } from '../../../server/render/markup';
import { pathClass, type WholePath } from '../../../server/render/next-hops';

/** An HTML element with these properties and children; text is text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Sets attributes that are no properties: ARIA's, and data. */
export function attributed<E extends Element>(on: E, attributes: Readonly<Record<string, string>>): E {
  for (const [name, value] of Object.entries(attributes)) on.setAttribute(name, value);
  return on;
}

/** A picture as nodes. */
export function drawn({ name, attributes, children }: Markup): Element {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes))
    if (key !== 'xmlns') made.setAttribute(key, String(value));
  made.append(...children.map((child) => (typeof child === 'string' ? child : drawn(child))));
  return made;
}

/** Runs at most once a frame, however often it is asked for. */
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

/** Writes a text only where it changes, so that a screen reader says a live one once. */
export function write(on: Node, text: string): void {
  if (on.textContent !== text) on.textContent = text;
}

/** Makes these the children: what stands there already and says the same stays, and what has the focus in it. */
export function fill(on: Element, next: readonly Node[]): void {
  const now = [...on.childNodes];
  next.forEach((node, i) => {
    if (i >= now.length) on.append(node);
    else if (!now[i].isEqualNode(node)) now[i].replaceWith(node);
  });
  for (const rest of now.slice(next.length)) rest.remove();
}

/** The sign of a path beside its name: the colour and pattern that it has in the pictures. */
export const pathMark = (path: WholePath): HTMLElement =>
  attributed(element('span', { className: `way nb-${pathClass(path)}` }), { 'aria-hidden': 'true' });

/** The sign of what the notebook itself does with addresses. */
export const actionMark = (action: string): HTMLElement => pathMark({ action, nextHop: undefined });
