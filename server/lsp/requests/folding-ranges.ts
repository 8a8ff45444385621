import type { FoldingRange } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { foldingRangesOf } from '../to-lsp';

/** `textDocument/foldingRange` */
export function handleFoldingRange({ features }: Session, { text, analysis }: Snapshot): FoldingRange[] {
  return foldingRangesOf(text, features.foldingRanges(analysis.unit.file));
}
