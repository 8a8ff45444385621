import type { CodeLens } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { codeLensOf } from '../to-lsp';

/** `textDocument/codeLens` */
export function handleCodeLens({ features, client }: Session, { text, analysis }: Snapshot): CodeLens[] {
  return codeLensOf(text, features.codeLens(analysis.model), client.commands);
}
