import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  type CodeAction,
  type CodeActionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { fixed } from '../../engine';
import { fixAllKind } from '../../features/code-actions/action-kinds';
import type { CodeAction as OfferedAction } from '../../features/code-actions/code-actions';
import { lineEdits } from '../../features/formatting';
import type { Edit } from '../../rules/lib/rule';
import type { Span } from '../../syntax/ast';
import type { Snapshot } from '../analyses';
import { member } from '../member';
import { checkedOf, type Session } from '../session';
import type { Text } from '../text';
import { codeActionOf, diagnosticOf, workspaceEdit, type CodeActionData } from '../to-lsp';
import { sourcesOf } from './lib/sources';

/** `textDocument/codeAction` */
export async function handleCodeAction(
  session: Session,
  snapshot: Snapshot,
  { range, context: { only } }: CodeActionParams,
): Promise<CodeAction[]> {
  const span = snapshot.text.span(range);
  const actions = offeredActions(session, snapshot, span)
    .filter(({ kind }) => isRequested(kind, only))
    .flatMap((action) => toCodeAction(session, snapshot, span, action, only !== undefined) ?? []);
  if (!isRequested(fixAllKind, only)) return actions;
  return [...actions, ...(await fixAllAction(session, snapshot))];
}

/** `codeAction/resolve`: adds the edit. */
export async function handleCodeActionResolve(session: Session, action: CodeAction): Promise<CodeAction> {
  const data = codeActionData(action.data);
  const snapshot = data && (await session.workspace.snapshot(data.uri));
  if (!snapshot) return action;
  if (snapshot.text.version !== data.version)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
  const chosen = offeredActions(session, snapshot, data).find(
    ({ kind, title }) => kind === data.kind && title === data.title,
  );
  return chosen ? { ...action, edit: editOf(session, snapshot.text, chosen.edits()) } : action;
}

function offeredActions(session: Session, { path, analysis }: Snapshot, { from, to }: Span): OfferedAction[] {
  const { features, workspace } = session;
  const { diagnostics } = checkedOf(session, analysis);
  return features.codeActions(analysis, diagnostics, { from, to }, workspace.isShared(path));
}

/** Whether the client requests actions of a kind; fix-all only if it names that kind. */
function isRequested(kind: string, only: readonly string[] | undefined): boolean {
  return (
    only?.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`)) ?? kind !== fixAllKind
  );
}

/** An action in the protocol's form, with its edit or the data to resolve it; undefined if it changes nothing. */
function toCodeAction(
  session: Session,
  { text, analysis }: Snapshot,
  { from, to }: Span,
  action: OfferedAction,
  isNamed: boolean,
): CodeAction | undefined {
  const { client, workspace } = session;
  const { diagnostic, kind, title } = action;
  const fixed =
    diagnostic && diagnosticOf(text, diagnostic, client.shows, workspace.textAt, sourcesOf(analysis));
  const shape = codeActionOf(action, fixed);
  if (!fixed && client.resolvesEdits) {
    const { uri, version } = text;
    const data: CodeActionData = { uri, version, kind, title, from, to };
    return { ...shape, data };
  }
  // Rewriting many routes is slow, so a client that cannot resolve edits gets it only if it names the kind.
  if (kind.startsWith(CodeActionKind.RefactorRewrite) && !isNamed) return undefined;
  const edits = action.edits();
  return edits.length > 0 ? { ...shape, edit: editOf(session, text, edits) } : undefined;
}

async function fixAllAction(session: Session, { text, path }: Snapshot): Promise<CodeAction[]> {
  const { text: fixedSource } = await fixed(session.environment.host, path, text.source());
  const edits = lineEdits(text.source(), fixedSource);
  const title = 'Fix all that can be fixed without asking';
  return edits.length > 0 ? [{ title, kind: fixAllKind, edit: editOf(session, text, edits) }] : [];
}

function editOf({ client }: Session, text: Text, edits: readonly Edit[]): WorkspaceEdit {
  return workspaceEdit([{ text, edits }], client.versionedEdits);
}

/** The server's own data in a code action; undefined if it has another form. */
function codeActionData(value: unknown): CodeActionData | undefined {
  const [uri, kind, title] = ['uri', 'kind', 'title'].map((name) => member(value, name));
  const [version, from, to] = ['version', 'from', 'to'].map((name) => member(value, name));
  if (typeof uri !== 'string' || typeof kind !== 'string' || typeof title !== 'string') return undefined;
  if (typeof version !== 'number' || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { uri, version, kind, title, from, to };
}
