import type { DocumentSymbol } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { documentSymbolsOf } from '../to-lsp';

/** `textDocument/documentSymbol` */
export function handleDocumentSymbol({ features }: Session, { text, analysis }: Snapshot): DocumentSymbol[] {
  return documentSymbolsOf(text, features.documentSymbols(analysis.unit.file));
}
