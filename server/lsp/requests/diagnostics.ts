import {
  DocumentDiagnosticReportKind,
  type Diagnostic as LspDiagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { exactDiagnostics } from '../../engine';
import type { Snapshot } from '../analyses';
import { partialResult, type RequestContext } from '../pace';
import { checkedOf, policiesOf, settingsAt, sizeOf, type Session } from '../session';
import { diagnosticsOf } from '../to-lsp';
import { sourcesOf } from './lib/sources';

type Report = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;
type WorkspaceContext = RequestContext<{ items: WorkspaceDocumentDiagnosticReport[] }>;

/** The diagnostics of a policy, open or not. */
export function diagnosticsFor(session: Session, { text, analysis }: Snapshot): LspDiagnostic[] {
  // Those of a closed policy are not cached, because a workspace has many.
  const isOpen = text.version !== null;
  const checked = isOpen
    ? checkedOf(session, analysis)
    : exactDiagnostics(analysis.model, settingsAt(session, analysis.path).rules);
  const { client, workspace } = session;
  return diagnosticsOf(text, checked, client.shows, workspace.textAt, sourcesOf(analysis));
}

/** `textDocument/diagnostic` */
export async function handleDocumentDiagnostic(
  session: Session,
  snapshot: Snapshot,
  { previousResultId }: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  const { client, workspace } = session;
  const report = reportOf(session, snapshot, previousResultId);
  if (!client.relatedDiagnostics) return report;
  const relatedDocuments: Record<string, Report> = {};
  for (const { uri } of workspace.openDependants(snapshot.path)) {
    const dependant = await workspace.snapshot(uri);
    if (dependant) relatedDocuments[uri] = reportOf(session, dependant, undefined);
  }
  return { ...report, relatedDocuments };
}

/** `workspace/diagnostic`: waits until something has changed, because clients request it again immediately. */
export async function handleWorkspaceDiagnostic(
  session: Session,
  params: WorkspaceDiagnosticParams,
  ...context: WorkspaceContext
): Promise<WorkspaceDiagnosticReport> {
  const [token] = context;
  for (let first = params.previousResultIds.length === 0; ; first = false) {
    const change = new Promise<void>((resume) => {
      session.waiting.push(resume);
      token.onCancellationRequested(() => resume());
    });
    const { items, hasNews } = await workspaceReports(session, params, context);
    if (first || hasNews || session.phase !== 'running' || token.isCancellationRequested) return { items };
    await change;
  }
}

async function workspaceReports(
  session: Session,
  { previousResultIds }: WorkspaceDiagnosticParams,
  [token, progress, partial]: WorkspaceContext,
): Promise<{ readonly items: WorkspaceDocumentDiagnosticReport[]; readonly hasNews: boolean }> {
  const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  const result = partialResult<WorkspaceDocumentDiagnosticReport>(
    partial && { report: (items) => partial.report({ items }) },
  );
  let hasNews = false;
  const add = (item: WorkspaceDocumentDiagnosticReport): void => {
    const isNew = item.kind === DocumentDiagnosticReportKind.Full;
    hasNews ||= isNew;
    // An unchanged report is not worth a partial result.
    if (isNew || !partial) result.add(item);
  };
  for await (const snapshot of policiesOf(session, 'Checking policies', token, progress)) {
    const { uri, version } = snapshot.text;
    add({ ...reportOf(session, snapshot, previous.get(uri)), uri, version });
    previous.delete(uri);
  }
  for (const uri of previous.keys())
    add({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
  return { items: result.rest(), hasNews };
}

function reportOf(session: Session, snapshot: Snapshot, previous: string | undefined): Report {
  // The script of an open policy is measured later, and then its result id changes.
  const size = snapshot.text.version === null ? undefined : sizeOf(session, snapshot.analysis);
  const resultId = [session.stamp, snapshot.id, ...(size ? [size.message] : [])].join('-');
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items: diagnosticsFor(session, snapshot) };
}
