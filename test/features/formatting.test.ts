import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import { formatting, lineEdits } from '../../server/features/formatting';
import { encodings } from '../../server/lsp/encodings';
import { changedText, textOf } from '../../server/lsp/text';
import { textEdits } from '../../server/lsp/to-lsp';
import { formatted } from '../../server/model/formatting';
import { runs } from '../volume';

const part = fc.constantFrom(
  '\n',
  '\r',
  '\r\n',
  '\r\n\r\n',
  ' ',
  'vpc  172.31.0.0/16',
  'route 10.0.0.0/8 via vpc',
  '#\u{1F600}',
  '#\u{1F601}',
  '\ud83d',
  '\ude00',
);
const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));

function formattingEdits(source: string): TextEdit[] {
  return textEdits(textOf('x:y', 0, source, 'utf-16'), formatting(source));
}

describe('the edits that format a text', () => {
  it('replace a whole line break, as no position is inside one', () => {
    const [first, second] = ['vpc    172.31.0.0/16', 'subnet 172.31.64.0/20'];
    const range = { start: { line: 1, character: 21 }, end: { line: 2, character: 0 } };
    assert.deepStrictEqual(formattingEdits(`${first}\n${second}\r\n`), [{ range, newText: '\n' }]);
    assert.deepStrictEqual(formattingEdits(`${first}\r\n${second}\n`), [{ range, newText: '\r\n' }]);
  });

  it('leave nothing to format', () => {
    fc.assert(
      fc.property(text, (source) => {
        const after = TextDocument.applyEdits(
          TextDocument.create('x:y', '', 0, source),
          formattingEdits(source),
        );
        assert.strictEqual(after, formatted(source));
        assert.deepStrictEqual(formattingEdits(after), []);
      }),
      { numRuns: runs(4000) },
    );
  });

  it('turn any text into any other, in every encoding', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(...encodings), (before, after, encoding) => {
        const old = textOf('x:y', 0, before, encoding);
        const changes = textEdits(old, lineEdits(before, after)).map(({ range, newText }) => ({
          range,
          text: newText,
        }));
        assert.strictEqual(changedText(old, 1, changes.reverse(), encoding).source(), after);
      }),
      { numRuns: runs(4000) },
    );
  });
});
