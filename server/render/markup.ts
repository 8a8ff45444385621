/** An SVG or HTML element as a value: serialised as text here, created as DOM nodes by the preview's page. */
export interface Markup {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Markup | string)[];
}

/** Creates an element; undefined children are omitted. */
export function markup(
  name: string,
  attributes: Markup['attributes'] = {},
  ...children: readonly (Markup | string | undefined)[]
): Markup {
  return { name, attributes, children: children.filter((child) => child !== undefined) };
}

/** A picture's size in pixels, and its title and description for screen readers; `id` prefixes the ids in it. */
export interface Drawing {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
}

/** Creates the `<svg>` of a picture with its parts. */
export function drawing(
  { id, width, height, title, description }: Drawing,
  ...parts: readonly Markup[]
): Markup {
  return markup(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'nb',
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-text`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    markup('title', { id: `${id}-title` }, title),
    markup('desc', { id: `${id}-text` }, description),
    ...parts,
  );
}

/** The HTML elements without content and end tag (HTML, 13.1.2). */
const voidElements = new Set(['meta', 'br', 'hr', 'img', 'input', 'link']);

/** Serialises an element as XML 1.0 that is also valid HTML, escaping all text. */
export function markupText(markup: Markup): string {
  const parts: string[] = [];
  write(markup, parts);
  return parts.join('');
}

function write({ name, attributes, children }: Markup, parts: string[]): void {
  parts.push('<', name);
  for (const [key, value] of Object.entries(attributes))
    parts.push(' ', key, '="', escaped(String(value)), '"');
  if (children.length === 0 && (voidElements.has(name) || !htmlElements.has(name))) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  for (const child of children)
    // A style is never user text, and HTML would not decode escapes in it.
    if (typeof child === 'string') parts.push(name === 'style' ? child : escaped(child));
    else write(child, parts);
  parts.push('</', name, '>');
}

/** Empty ones of these must not be written as `<p/>`, which HTML takes for a start tag. */
const htmlElements = new Set(
  'a article body caption code dd div dl dt footer h1 h2 h3 head header html li main nav ol p section span strong style table tbody td th thead title tr ul'.split(
    ' ',
  ),
);

/** Replaces characters that XML 1.0 (2.2) forbids, and those that change the direction of text, with U+FFFD. */
export function shownText(text: string): string {
  return text
    .replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (unit) =>
      unit.length === 2 ? unit : '\uFFFD',
    )
    .replace(
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/g,
      '\uFFFD',
    );
}

function escaped(text: string): string {
  return shownText(text).replace(/[&<>"'\t\n\r]/g, (char) => entities[char] ?? char);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Cuts a text to a number of code points, ending with `…` if anything was cut. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...shownText(text)];
  if (characters.length <= most) return text;
  return `${characters
    .slice(0, Math.max(0, most - 1))
    .join('')
    .trimEnd()}…`;
}
