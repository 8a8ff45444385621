import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { selectionRangeOf } from '../to-lsp';

/** `textDocument/selectionRange` */
export function handleSelectionRange(
  { features }: Session,
  { text, analysis }: Snapshot,
  { positions }: SelectionRangeParams,
): SelectionRange[] {
  return positions.map((position) => {
    const offset = text.offset(position);
    return selectionRangeOf(text, features.selectionRanges(analysis.unit.file, offset), offset);
  });
}
