import * as assert from 'node:assert';
import { isPageMessage, pageState } from '../../client/preview/messages';

const hostile = '<img src=x onerror="alert(1)">';

/** Values of every kind to put in place of the expected one. */
const strange: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  0.5,
  NaN,
  Infinity,
  5n,
  'show',
  hostile,
  [],
  [{ kind: 'show' }],
  {},
  new Map([['kind', 'show']]),
  new Date(0),
  new Uint8Array(3),
  deep(100_000),
];

/** The messages that the page may send, with all their fields. */
const messages: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'show', subnet: null, compared: false },
  { kind: 'show', subnet: hostile, compared: true },
  { kind: 'reveal', line: 0 },
  { kind: 'revealOther', line: 0 },
  { kind: 'compare', asks: true },
  { kind: 'dropped', name: hostile, text: hostile },
  { kind: 'droppedFile', uri: 'file:///table.txt' },
  { kind: 'ports', query: '10.0.0.7 tcp 443' },
  { kind: 'pin', query: '10.0.0.7' },
  ...['route-n', 'markdown', 'csv'].map((format) => ({ kind: 'copy', format })),
  ...['svg', 'map', 'html'].map((format) => ({ kind: 'export', format })),
];

describe('a message from the preview’s page', () => {
  it('is accepted', () => {
    for (const message of messages) assert.ok(isPageMessage(message), JSON.stringify(message));
  });

  it('is ignored if it has any other shape, and never throws', () => {
    for (const value of strange) assert.strictEqual(isPageMessage(value), false);
    for (const message of messages)
      for (const field of Object.keys(message)) {
        const { [field]: left, ...rest } = message;
        assert.strictEqual(isPageMessage(rest), false, `${JSON.stringify(message)} without ${field}`);
        for (const value of strange.filter((each) => !isMeant(message, field, each)))
          assert.strictEqual(
            isPageMessage({ ...rest, [field]: value }),
            false,
            `${field} of ${String(left)}`,
          );
      }
  });

  it('is not valid by inherited members, nor is a list a valid format', () => {
    for (const kind of ['__proto__', 'constructor', 'toString', 'Show', 'show '])
      assert.strictEqual(isPageMessage({ kind, subnet: null, compared: false }), false);
    for (const format of ['length', '0', 'constructor', 'svg\n', 'SVG', '../svg', 'route-n'])
      assert.strictEqual(isPageMessage({ kind: 'export', format }), false);
  });
});

describe('the state kept by an earlier page', () => {
  it('is discarded if it has another shape', () => {
    for (const value of strange) assert.strictEqual(pageState(value), undefined);
    for (const uri of strange.filter((each) => typeof each !== 'string'))
      assert.strictEqual(pageState({ uri, view: 'map' }), undefined);
  });

  it('has the initial value for a field of another shape', () => {
    const uri = 'file:///a.nbroute';
    const start = pageState({ uri });
    for (const field of ['subnet', 'against', 'view', 'filter', 'probe', 'block'])
      for (const value of strange.filter((each) => typeof each !== 'string' && each !== true))
        assert.deepStrictEqual(pageState({ uri, [field]: value }), start, field);
    assert.deepStrictEqual(pageState({ uri, view: hostile }), start);
  });
});

/** Whether a value is valid for a field. */
function isMeant({ kind }: Readonly<Record<string, unknown>>, field: string, value: unknown): boolean {
  if (field === 'subnet') return value === null || typeof value === 'string';
  if (['query', 'name', 'text', 'uri'].includes(field)) return typeof value === 'string';
  if (field === 'compared' || field === 'asks') return typeof value === 'boolean';
  return field === 'kind' && value === kind;
}

function deep(levels: number): unknown {
  let value: unknown = null;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}
