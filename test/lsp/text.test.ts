import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { encodings } from '../../server/lsp/encodings';
import { changedText, textOf } from '../../server/lsp/text';
import type { File } from '../../server/syntax/ast';
import { parse } from '../../server/syntax/parser';
import { charactersRead } from '../characters-read';
import { runs } from '../volume';

const piece = fc.constantFrom(
  '\n',
  '\r',
  '\r\n',
  'a',
  'route',
  '\u{1F600}',
  '\ud800',
  '',
  '\n\r\n\n',
  '\uFEFF',
);
const written = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const place = fc.record({
  line: fc.integer({ min: 0, max: 8 }),
  character: fc.integer({ min: 0, max: 9 }),
});
const change = fc.oneof(
  fc.record({ text: written }),
  fc.record({ text: written, range: fc.record({ start: place, end: place }) }),
);

/** A tree as a plain value, the same whether or not its text is in parts. */
function valuesOf(file: File): object {
  return { ...file, source: file.source.toString() };
}

describe('a text that is edited', () => {
  it('has the lines defined by the protocol, whatever is written where', () => {
    fc.assert(
      fc.property(
        written,
        fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 5 }),
        (source, steps) => {
          const oracle = TextDocument.create('x:y', '', 0, source);
          let text = textOf('x:y', 0, source, 'utf-16');
          steps.forEach((changes, step) => {
            for (const each of changes) {
              if (!('range' in each)) TextDocument.update(oracle, [each], step + 1);
              else {
                // The other library does not clamp positions after the end of the text.
                const [start, end] = [each.range.start, each.range.end]
                  .map((at) => oracle.offsetAt(at))
                  .sort((a, b) => a - b)
                  .map((at) => oracle.positionAt(at));
                TextDocument.update(oracle, [{ text: each.text, range: { start, end } }], step + 1);
              }
            }
            text = changedText(text, step + 1, changes, 'utf-16');
            assert.strictEqual(text.source(), oracle.getText());
            assert.strictEqual(text.version, step + 1);
            for (let at = 0; at <= text.characters.length; at++)
              assert.deepStrictEqual(text.position(at), oracle.positionAt(at));
            for (let line = 0; line < oracle.lineCount; line++)
              for (const character of [0, 1, 5, Number.MAX_SAFE_INTEGER])
                assert.strictEqual(text.offset({ line, character }), oracle.offsetAt({ line, character }));
          });
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  it('has the positions of a text that was written at once, in every encoding', () => {
    const edit = fc.record({ at: fc.nat({ max: 99 }), length: fc.nat({ max: 4 }), text: written });
    fc.assert(
      fc.property(
        written,
        fc.array(edit, { maxLength: 5 }),
        fc.constantFrom(...encodings),
        (source, edits, encoding) => {
          let text = textOf('x:y', 0, source, encoding);
          for (const { at, length, text: replacement } of edits) {
            const from = Math.floor((at / 99) * text.characters.length);
            const range = text.range({ from, to: from + length });
            text = changedText(text, 1, [{ range, text: replacement }], encoding);
            const [edited, whole] = [text, textOf('x:y', 1, text.characters.slice(0), encoding)].map((each) =>
              Array.from({ length: text.characters.length + 1 }, (_, offset) => {
                const position = each.position(offset);
                return { position, back: each.offset(position) };
              }),
            );
            assert.deepStrictEqual(edited, whole);
          }
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  it('rescans only the edited lines', () => {
    const lines = 100_000;
    let text = textOf('x:y', 1, 'route 10.0.0.0/8 via vpc\n'.repeat(lines), 'utf-16');
    assert.strictEqual(text.starts().length, lines + 1);
    const range = { start: { line: 50_000, character: 0 }, end: { line: 50_001, character: 0 } };
    const looked: number[] = [];
    const prototype: { charCodeAt: (this: string, at: number) => number } = String.prototype;
    const { charCodeAt } = prototype;
    try {
      prototype.charCodeAt = function (at) {
        looked.push(at);
        return charCodeAt.call(this, at);
      };
      text = changedText(text, 2, [{ range, text: '# x\n# y\n' }], 'utf-16');
      text.position(2_000_000);
    } finally {
      prototype.charCodeAt = charCodeAt;
    }
    assert.ok(looked.length > 10 && looked.length < 300, `${looked.length} characters`);
    assert.strictEqual(text.starts().length, lines + 2);
  });

  it('reads no line before the edited one again', () => {
    const lines = 2000;
    const list = 'prefix-list a {\n  10.0.0.0/8 # why\n}\n';
    let text = textOf(
      'x:y',
      1,
      `${'expect 10.0.0.1 via vpc\n'.repeat(lines)}${list}\n# why\nroute `,
      'utf-16',
    );
    const { statements } = text.file();
    const end = text.range({ from: text.characters.length, to: text.characters.length });
    const read = charactersRead(() => {
      text = changedText(text, 2, [{ range: end, text: 'a via vpc' }], 'utf-16');
      assert.strictEqual(text.file().statements[lines - 1], statements[lines - 1]);
      assert.strictEqual(text.file().statements.length, lines + 2);
    });
    assert.ok(read > 50 && read < 1000, `${read} characters`);
  });

  it('has the same tree as a text that was written at once', () => {
    const line = fc.constantFrom(
      'route 10.0.0.0/8 via vpc\n',
      'route 1.2.3.4 unreachable # why\n',
      ' route 1.2.0.0/16 via direct\r\n',
      'route 1.2.3.4 via vpc\n',
      'route 9.0.0.0/8 via vpc\n',
      'route 10.1.0.0/8 via vpc\n',
      '# allow host-bits, x-y\n',
      'route a via vpc # allow x-y\n',
      '# a comment\n',
      '\n',
      'route\n',
      'prefix-list a {\n',
      '  10.0.0.0/8,\n',
      '}\n',
      'vpc 10.0.0.0/8\n',
      '\r',
      '\uFEFF',
      'route ',
      ' ',
      '#',
      'x',
    );
    const lines = fc.array(line, { maxLength: 30 }).map((parts) => parts.join(''));
    const share = fc.nat({ max: 1000 });
    const edit = fc.record({
      at: share,
      length: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
      text: fc.oneof(line, lines, fc.constantFrom('', 'r', '/', '1', '\n', '# ')),
    });
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.record({ edits: fc.array(edit, { maxLength: 3 }), isRead: fc.boolean() }), {
          maxLength: 8,
        }),
        (source, steps) => {
          let text = textOf('x:y', 0, source, 'utf-16');
          text.file();
          steps.forEach(({ edits, isRead }, step) => {
            for (const { at, length, text: written } of edits) {
              const from = Math.floor((at / 1000) * text.characters.length);
              const range = text.range({ from, to: from + length });
              text = changedText(text, step + 1, [{ range, text: written }], 'utf-16');
            }
            if (isRead) assert.deepStrictEqual(valuesOf(text.file()), valuesOf(parse(text.source())));
          });
          assert.deepStrictEqual(valuesOf(text.file()), valuesOf(parse(text.source())));
        },
      ),
      { numRuns: runs(3000) },
    );
  });
});
