import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { fixed } from '../../engine';
import { fixAllKind } from '../../features/code-actions/action-kinds';
import type { CodeAction as OfferedAction } from '../../features/code-actions/code-actions';
import { lineEdits } from '../../features/formatting';
import type { Rejection } from '../../features/rename';
import type { Model } from '../../model/model';
import type { Span } from '../../syntax/ast';
import type { Snapshot } from '../analyses';
import { member } from '../member';
import { checkedOf, type Session } from '../session';
import { codeActionOf, diagnosticOf, workspaceEdit, type CodeActionData } from '../to-lsp';
import { editOfFiles } from './lib/file-edits';
import { modelsFrom } from './lib/models';
import { sourcesOf } from './lib/sources';
import { warn, warnOfUnread } from './lib/warnings';

/** `textDocument/codeAction` */
export async function handleCodeAction(
  session: Session,
  snapshot: Snapshot,
  { range, context: { only } }: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const span = snapshot.text.span(range);
  const actions: CodeAction[] = [];
  for (const offered of offeredActions(session, snapshot, span)) {
    if (!isRequested(offered.kind, only)) continue;
    const action = unresolvedAction(session, snapshot, span, offered);
    if (action.data !== undefined) actions.push(action);
    // A client that cannot resolve edits gets slow ones only if it names the kind.
    else if (!isSlow(offered) || only !== undefined) {
      const edit = await editOf(session, snapshot, offered, token);
      if (!('rejected' in edit) && !isEmpty(edit)) actions.push({ ...action, edit });
    }
  }
  if (!isRequested(fixAllKind, only)) return actions;
  return [...actions, ...(await fixAllAction(session, snapshot))];
}

/** `codeAction/resolve`: adds the edit, or shows why there is none. */
export async function handleCodeActionResolve(
  session: Session,
  action: CodeAction,
  token: CancellationToken,
): Promise<CodeAction> {
  const data = codeActionData(action.data);
  const snapshot = data && (await session.workspace.snapshot(data.uri));
  if (!snapshot) return action;
  if (snapshot.text.version !== data.version)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
  const chosen = offeredActions(session, snapshot, data).find(
    ({ kind, title }) => kind === data.kind && title === data.title,
  );
  if (!chosen) return action;
  const edit = await editOf(session, snapshot, chosen, token);
  if (!('rejected' in edit)) return { ...action, edit };
  // Editors do not show why a request was rejected.
  await warn(session, edit.rejected);
  return action;
}

function offeredActions(session: Session, { analysis }: Snapshot, { from, to }: Span): OfferedAction[] {
  const { diagnostics } = checkedOf(session, analysis);
  return session.features.codeActions(analysis, diagnostics, { from, to });
}

/** Whether the client requests actions of a kind; fix-all only if it names that kind. */
function isRequested(kind: string, only: readonly string[] | undefined): boolean {
  return (
    only?.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`)) ?? kind !== fixAllKind
  );
}

/** An action in the protocol's form, with the data to resolve it if its edit is computed later. */
function unresolvedAction(
  { client, workspace }: Session,
  { text, analysis }: Snapshot,
  { from, to }: Span,
  action: OfferedAction,
): CodeAction {
  const { diagnostic, kind, title, editsEverywhere } = action;
  const fixed =
    diagnostic && diagnosticOf(text, diagnostic, client.shows, workspace.textAt, sourcesOf(analysis));
  const shape = codeActionOf(action, fixed);
  if ((fixed && !editsEverywhere) || !client.resolvesEdits) return shape;
  const { uri, version } = text;
  const data: CodeActionData = { uri, version, kind, title, from, to };
  return { ...shape, data };
}

function isSlow({ kind, editsEverywhere }: OfferedAction): boolean {
  return editsEverywhere !== undefined || kind.startsWith(CodeActionKind.RefactorRewrite);
}

function isEmpty({ documentChanges, changes }: WorkspaceEdit): boolean {
  return documentChanges?.length === 0 || (changes !== undefined && Object.keys(changes).length === 0);
}

async function fixAllAction(session: Session, { text, path }: Snapshot): Promise<CodeAction[]> {
  const { text: fixedSource } = await fixed(session.environment.host, path, text.source());
  const edits = lineEdits(text.source(), fixedSource);
  const title = 'Fix all that can be fixed without asking';
  return edits.length > 0
    ? [{ title, kind: fixAllKind, edit: workspaceEdit([{ text, edits }], session.client.versionedEdits) }]
    : [];
}

/** An action's edit; searches the workspace if other policies may use the list that it changes. */
async function editOf(
  session: Session,
  snapshot: Snapshot,
  { edits, editsEverywhere }: OfferedAction,
  token: CancellationToken,
): Promise<WorkspaceEdit | Rejection> {
  const { text, path } = snapshot;
  if (!editsEverywhere) return workspaceEdit([{ text, edits: edits() }], session.client.versionedEdits);
  const models: Model[] = [];
  for await (const model of modelsFrom(session, snapshot, 'Looking for policies', token, undefined))
    if (models.length === 0 || model.unit.included.has(path)) models.push(model);
  if (!session.workspace.isCurrent(snapshot))
    throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
  const everywhere = editsEverywhere(models);
  if ('rejected' in everywhere) return everywhere;
  await warnOfUnread(session);
  return editOfFiles(session, everywhere);
}

/** The server's own data in a code action; undefined if it has another form. */
function codeActionData(value: unknown): CodeActionData | undefined {
  const [uri, kind, title] = ['uri', 'kind', 'title'].map((name) => member(value, name));
  const [version, from, to] = ['version', 'from', 'to'].map((name) => member(value, name));
  if (typeof uri !== 'string' || typeof kind !== 'string' || typeof title !== 'string') return undefined;
  if (typeof version !== 'number' || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { uri, version, kind, title, from, to };
}
