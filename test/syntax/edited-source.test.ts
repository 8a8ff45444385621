import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { editedSource, type Characters } from '../../server/syntax/edited-source';
import { charactersRead } from '../characters-read';
import { runs } from '../volume';

const piece = fc.constantFrom('\n', '\n', '\r\n', 'a', '\u{1F600}', '\uFEFF', 'route 10.0.0.0/8 via vpc');
const short = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
/** Some are longer than what is kept in parts. */
const text = fc.tuple(short, fc.constantFrom(1, 2, 300)).map(([part, times]) => part.repeat(times));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const edit = fc.record({
  at: share,
  removed: fc.constantFrom(0, 1, 7, 1e6),
  written: text,
  isRead: fc.boolean(),
});

/** What every method reads at an offset. */
function readAt(source: Characters, at: number): unknown {
  return [
    source.charCodeAt(at),
    source.slice(at),
    ...[0, 1, 30].map((length) => source.slice(at, at + length)),
    source.indexOf('\n', at),
    source.lastIndexOf('\n', at),
  ];
}

describe('an edited text', () => {
  it('has the characters of the whole text, wherever it was edited', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 8 }), fc.array(share), (first, edits, places) => {
        let whole = first;
        let source: Characters = first;
        let before = '';
        for (const { at, removed, written, isRead } of edits) {
          const from = Math.floor(at * whole.length);
          const to = Math.min(whole.length, from + removed);
          const preceding = source;
          before = whole;
          source = editedSource(source, from, to, written);
          whole = whole.slice(0, from) + written + whole.slice(to);
          assert.strictEqual(source.length, whole.length);
          const near = [from - 1, from, from + 1, from + written.length - 1, from + written.length];
          const offsets = [...near, ...places.map((place) => Math.floor(place * whole.length))];
          for (const offset of offsets.filter((each) => each >= 0 && each <= whole.length + 1))
            assert.deepStrictEqual(readAt(source, offset), readAt(whole, offset));
          if (isRead) assert.strictEqual(source.toString(), whole);
          // A text does not change with its next version.
          assert.strictEqual(preceding.slice(0), before);
        }
        assert.strictEqual(source.toString(), whole);
        assert.deepStrictEqual(readAt(source, 0), readAt(whole, 0));
      }),
      { numRuns: runs(3000) },
    );
  });

  it('is joined once, and only if the whole is read or the edits are far from each other', () => {
    const whole = 'route 10.0.0.0/8 via vpc\n'.repeat(10_000);
    let source: Characters = whole;
    const typed = charactersRead(() => {
      for (let at = 100_000; at < 100_200; at++) source = editedSource(source, at, at, 'x');
      assert.strictEqual(source.slice(100_000, 100_200), 'x'.repeat(200));
      assert.strictEqual(source.indexOf('\n', 100_100), 100_200 + 24);
    });
    assert.ok(typed < 1000, `${typed} characters`);
    const joined = charactersRead(() => [source.toString(), source.toString()]);
    assert.ok(joined >= source.length && joined < source.length + 1000, `${joined} characters`);
    const far = charactersRead(() => {
      source = editedSource(source, 10, 11, '');
      source = editedSource(source, 20, 21, '');
      source = editedSource(source, 200_000, 200_001, '');
    });
    assert.ok(far > whole.length && far < 2 * whole.length, `${far} characters`);
  });
});
