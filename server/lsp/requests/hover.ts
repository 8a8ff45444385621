import type { Hover, HoverParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { hoverOf } from '../to-lsp';

/** `textDocument/hover` */
export function handleHover(
  { features, client }: Session,
  { text, analysis }: Snapshot,
  { position }: HoverParams,
): Hover | null {
  return hoverOf(text, features.hover(analysis.model, text.offset(position)), client.markdown);
}
