import type { CodeLens } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import { settingsAt, type Session } from '../session';
import { codeLensOf } from '../to-lsp';

/** `textDocument/codeLens` */
export function handleCodeLens(session: Session, { text, analysis }: Snapshot): CodeLens[] {
  const { codeLens } = settingsAt(session, analysis.path);
  return codeLensOf(text, session.features.codeLens(analysis.model, codeLens), session.client.commands);
}
