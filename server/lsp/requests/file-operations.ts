import type {
  CancellationToken,
  DeleteFilesParams,
  RenameFilesParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { Edit } from '../../rules/lib/rule';
import { isBelow } from '../paths';
import { policiesOf, type Session } from '../session';
import type { Text } from '../text';
import { workspaceEdit } from '../to-lsp';
import { warnOfUnread } from './lib/warnings';

interface FileEdits {
  readonly text: Text;
  readonly edits: readonly Edit[];
}

/** `workspace/willRenameFiles`: updates the paths in policies that name the files. */
export async function handleWillRenameFiles(
  session: Session,
  { files }: RenameFilesParams,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const { features, environment } = session;
  const moves = files.map(({ oldUri, newUri }) => ({
    from: environment.pathOf(oldUri),
    to: environment.pathOf(newUri),
  }));
  const pathAfter = (path: string): string => {
    const move = moves.find(({ from }) => from === path || isBelow(from, path));
    return move ? move.to + path.slice(move.from.length) : path;
  };
  const edits: FileEdits[] = [];
  for await (const { text, analysis } of policiesOf(session, 'Updating paths', token))
    edits.push({ text, edits: features.renameEdits(analysis.unit, pathAfter) });
  return editOfPolicies(session, edits);
}

/** `workspace/willDeleteFiles`: removes the includes of the files. */
export async function handleWillDeleteFiles(
  session: Session,
  { files }: DeleteFilesParams,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const { features, environment } = session;
  const deleted = files.map(({ uri }) => environment.pathOf(uri));
  const isDeleted = (path: string): boolean => deleted.some((each) => each === path || isBelow(each, path));
  const edits: FileEdits[] = [];
  for await (const { text, path, analysis } of policiesOf(session, 'Updating includes', token))
    if (!isDeleted(path)) edits.push({ text, edits: features.deleteEdits(analysis.unit, isDeleted) });
  return editOfPolicies(session, edits);
}

async function editOfPolicies(session: Session, files: readonly FileEdits[]): Promise<WorkspaceEdit> {
  // Most files and folders are in no policy.
  if (files.some(({ edits }) => edits.length > 0)) await warnOfUnread(session);
  return workspaceEdit(files, session.client.versionedEdits);
}
