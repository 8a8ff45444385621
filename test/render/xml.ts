import * as assert from 'node:assert';

export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
}

const name = '[A-Za-z][A-Za-z0-9:-]*';
const attribute = `\\s+(${name})="([^"<&]*(?:&(?:amp|lt|gt|quot|#\\d+);[^"<&]*)*)"`;
const tag = new RegExp(`<(/?)(${name})((?:${attribute})*)(/?)>`, 'y');
const text = /(?:[^<&]|&(?:amp|lt|gt|quot|#\d+);)+/y;

/** The elements of a text, which must be well-formed XML of only elements and text. */
export function elementsOf(source: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: string[] = [];
  let at = 0;
  while (at < source.trimEnd().length) {
    const rule = source.startsWith('<', at) ? tag : text;
    rule.lastIndex = at;
    const match = rule.exec(source);
    assert.ok(match, `not XML: ${JSON.stringify(source.slice(at, at + 80))}`);
    at = rule.lastIndex;
    if (rule === text) {
      assert.ok(open.length > 0, 'text outside of everything');
      continue;
    }
    const [, close, name, list, , , alone] = match;
    if (close === '/') assert.strictEqual(open.pop(), name);
    else {
      const attributes = [...list.matchAll(new RegExp(attribute, 'g'))].map(
        ([, key, value]) => [key, value] as const,
      );
      assert.strictEqual(new Set(attributes.map(([key]) => key)).size, attributes.length);
      elements.push({ name: name, attributes });
      if (alone !== '/') open.push(name);
    }
  }
  assert.deepStrictEqual(open, []);
  return elements;
}
