import type { WorkspaceEdit } from 'vscode-languageserver';
import type { NameLocation } from '../../../features/lib/list-name';
import type { Edit } from '../../../rules/lib/rule';
import type { Session } from '../../session';
import type { Text } from '../../text';
import { workspaceEdit } from '../../to-lsp';

/** The protocol's form of edits in several files. */
export function editOfFiles(
  { workspace, client }: Session,
  edits: readonly (NameLocation & Edit)[],
): WorkspaceEdit {
  const files = new Map<string, { readonly text: Text; readonly edits: Edit[] }>();
  for (const edit of edits) {
    const file = files.get(edit.path) ?? { text: workspace.textAt(edit.path, edit.source), edits: [] };
    file.edits.push(edit);
    files.set(edit.path, file);
  }
  return workspaceEdit([...files.values()], client.versionedEdits);
}
