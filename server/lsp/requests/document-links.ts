import type { DocumentLink } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { documentLinksOf } from '../to-lsp';

/** `textDocument/documentLink` */
export function handleDocumentLink(
  { features, workspace }: Session,
  { text, analysis }: Snapshot,
): DocumentLink[] {
  return documentLinksOf(text, features.documentLinks(analysis.model), workspace.uriOf);
}
