import type { SemanticTokens, SemanticTokensRangeParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { tokenData } from '../to-lsp';

/** `textDocument/semanticTokens/full` */
export function handleSemanticTokens({ features }: Session, { text, analysis }: Snapshot): SemanticTokens {
  return { data: tokenData(text, features.semanticTokens(analysis.model)) };
}

/** `textDocument/semanticTokens/range` */
export function handleSemanticTokensRange(
  { features }: Session,
  { text, analysis }: Snapshot,
  { range }: SemanticTokensRangeParams,
): SemanticTokens {
  return { data: tokenData(text, features.semanticTokens(analysis.model, text.span(range))) };
}
