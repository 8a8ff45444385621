import type {
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  TextEdit,
} from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import type { Text } from '../text';
import { textEdits } from '../to-lsp';

/** `textDocument/formatting` */
export function handleFormatting(session: Session, { text }: Snapshot): TextEdit[] {
  return formattingEdits(session, text, 0, text.characters.length);
}

/** `textDocument/rangeFormatting` */
export function handleRangeFormatting(
  session: Session,
  { text }: Snapshot,
  { range: { start, end } }: DocumentRangeFormattingParams,
): TextEdit[] {
  const from = text.offset({ line: start.line, character: 0 });
  // A range that ends at the beginning of a line does not include that line.
  const line = end.character === 0 ? Math.max(start.line, end.line - 1) : end.line;
  return formattingEdits(session, text, from, text.offset({ line, character: Number.MAX_SAFE_INTEGER }));
}

/** Longer texts are not formatted while typing. */
const mostLinesOnType = 5000;

/** `textDocument/onTypeFormatting` */
export function handleOnTypeFormatting(
  session: Session,
  { text }: Snapshot,
  { position, ch }: DocumentOnTypeFormattingParams,
): TextEdit[] {
  // Alignment depends on neighbouring lines, so every line is read, which would be noticeable in a long text.
  if (text.starts().length > mostLinesOnType) return [];
  // The line just completed by a line break; the line with the cursor is still being written.
  const line = ch === '\n' ? position.line - 1 : position.line;
  if (line < 0) return [];
  const from = text.offset({ line, character: 0 });
  return formattingEdits(session, text, from, text.offset({ line, character: Number.MAX_SAFE_INTEGER }));
}

function formattingEdits({ features }: Session, text: Text, from: number, to: number): TextEdit[] {
  return textEdits(text, features.formatting(text.source(), { from, to }));
}
