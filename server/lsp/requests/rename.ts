import {
  LSPErrorCodes,
  ResponseError,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Model } from '../../model/model';
import type { Snapshot } from '../analyses';
import type { RequestContext } from '../pace';
import type { Session } from '../session';
import { editOfFiles } from './lib/file-edits';
import { modelsFrom } from './lib/models';
import { warnOfUnread } from './lib/warnings';

/** `textDocument/prepareRename` */
export function handlePrepareRename(
  { features }: Session,
  { text, analysis }: Snapshot,
  { position }: PrepareRenameParams,
): { readonly range: Range; readonly placeholder: string } {
  const list = features.prepareRename(analysis.model, text.offset(position));
  if ('rejected' in list) throw new ResponseError(LSPErrorCodes.RequestFailed, list.rejected);
  return { range: text.range(list), placeholder: list.name };
}

/** `textDocument/rename` */
export async function handleRename(
  session: Session,
  snapshot: Snapshot,
  { position, newName }: RenameParams,
  ...[token, progress]: RequestContext
): Promise<WorkspaceEdit> {
  const { features } = session;
  const { text, analysis } = snapshot;
  const list = features.prepareRename(analysis.model, text.offset(position));
  if ('rejected' in list) throw new ResponseError(LSPErrorCodes.RequestFailed, list.rejected);
  const models: Model[] = [];
  for await (const model of modelsFrom(session, snapshot, 'Renaming', token, progress)) models.push(model);
  const edits = features.rename(models, list, newName);
  if ('rejected' in edits) throw new ResponseError(LSPErrorCodes.RequestFailed, edits.rejected);
  await warnOfUnread(session);
  return editOfFiles(session, edits);
}
