import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { lineStart, nextLine } from '../../server/syntax/lines';

const texts = fc
  .array(fc.constantFrom('\n', '\n', '\r\n', 'a', '\uFEFF', 'route 10.0.0.0/8 via vpc'))
  .map((parts) => parts.join(''));

describe('the start of a line', () => {
  it('is after the last LF before an offset, for every offset of texts with empty lines', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (let at = -2; at <= text.length + 2; at++) {
          const before = text.slice(0, Math.max(0, at)).split('\n');
          assert.strictEqual(
            lineStart(text, at),
            before.slice(0, -1).join('\n').length + (before.length > 1 ? 1 : 0),
          );
        }
      }),
    );
  });

  it('is found by walking over the lines to each end of the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const up: number[] = [];
        for (let at = lineStart(text, text.length); ; at = lineStart(text, at - 1)) {
          up.unshift(at);
          if (at === 0) break;
          assert.ok(up.length <= text.length, `no parent at ${at} of ${JSON.stringify(text)}`);
        }
        const down = [0];
        for (let at = nextLine(text, 0); at < text.length; at = nextLine(text, at)) down.push(at);
        if (text.endsWith('\n')) down.push(text.length);
        assert.deepStrictEqual(up, down);
      }),
    );
  });
});
