import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import { settingsAt, type Session } from '../session';
import { inlayHintsOf } from '../to-lsp';

/** `textDocument/inlayHint` */
export function handleInlayHint(
  session: Session,
  { text, analysis }: Snapshot,
  { range }: InlayHintParams,
): InlayHint[] {
  const { inlayHints } = settingsAt(session, analysis.path);
  return inlayHintsOf(text, session.features.inlayHints(analysis.model, text.span(range), inlayHints));
}
