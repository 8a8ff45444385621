import type { SignatureHelp, SignatureHelpParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { signatureHelpOf } from '../to-lsp';

/** `textDocument/signatureHelp` */
export function handleSignatureHelp(
  { features }: Session,
  { text, analysis }: Snapshot,
  { position }: SignatureHelpParams,
): SignatureHelp | null {
  return signatureHelpOf(features.signatureHelp(analysis.model, text.offset(position)));
}
