import type { DefinitionParams, Location, LocationLink } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import type { Session } from '../session';
import { definitionLocations } from '../to-lsp';

/** `textDocument/definition` */
export function handleDefinition(
  { features, client, workspace }: Session,
  { text, analysis }: Snapshot,
  { position }: DefinitionParams,
): LocationLink[] | Location[] | null {
  const definition = features.definition(analysis.model, text.offset(position));
  return definitionLocations(text, definition, client.definitionLinks, workspace.textAt, workspace.uriOf);
}
