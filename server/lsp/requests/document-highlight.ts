import type { DocumentHighlight, DocumentHighlightParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { highlightsOf } from '../to-lsp';

/** `textDocument/documentHighlight` */
export function handleDocumentHighlight(
  { features }: Session,
  { text, analysis }: Snapshot,
  { position }: DocumentHighlightParams,
): DocumentHighlight[] | null {
  return highlightsOf(text, features.documentHighlight(analysis.model, text.offset(position)));
}
