import * as assert from 'node:assert';
import { jsonDocuments, spanFinder, type JsonPath } from '../../server/aws/json-documents';

describe('the JSON documents of a text', () => {
  const values = (text: string): unknown[] => jsonDocuments(text).documents.map(({ value }) => value);

  it('are found in sequence, however they are separated', () => {
    const two = [{ a: '}{' }, { b: [1, '\\"', '"'] }];
    for (const between of ['', '\n', '\r\n\r\n', ' , ', '\uFEFF'])
      assert.deepStrictEqual(values(`\uFEFF${two.map((each) => JSON.stringify(each)).join(between)}\n`), two);
    assert.deepStrictEqual(values(''), []);
    assert.deepStrictEqual(values('[]{}'), [[], {}]);
  });

  it('are read before and after one that is not JSON, which is an error at its start', () => {
    const { documents, errors } = jsonDocuments('{"a":1}\n{"b":,}\nAn error occurred\n{"c":3}');
    assert.deepStrictEqual(
      documents.map(({ value }) => value),
      [{ a: 1 }, { c: 3 }],
    );
    assert.deepStrictEqual(
      errors.map(({ from }) => from),
      [8],
    );
  });

  it('end in an error if the text ends within one', () => {
    for (const text of ['{"a":1}{"b":[', '{"a":1}{"b', '{"a":1}{"b":"\\"'])
      assert.deepStrictEqual(
        jsonDocuments(text).errors.map(({ from }) => from),
        [7],
      );
  });

  it('have a bounded number of errors, even in hostile texts', () => {
    for (const text of [
      '['.repeat(1e6),
      ']'.repeat(1e6),
      '{}'.repeat(2e5),
      '"'.repeat(1e6),
      '{"a":'.repeat(1e5),
      '][{'.repeat(1e5),
    ])
      assert.ok(jsonDocuments(text).errors.length <= 21);
  });

  it('have each value at the path of its members and elements', () => {
    const text = ' [1, {"a\\u0062": {"c": [[], "x,]", {"d": 5}]}, "ab": {"c": [0, 1, [true, "here"]]}}]{}';
    const { documents } = jsonDocuments(text);
    const root: JsonPath = { in: { in: undefined, key: 0 }, key: 1 };
    const jsonPath = ['ab', 'c', 2, 1].reduce<JsonPath>((outer, key) => ({ in: outer, key }), root);
    const { from, to } = spanFinder(text, documents)(jsonPath);
    assert.strictEqual(text.slice(from, to), '"here"');
  });
});
