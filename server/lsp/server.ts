import {
  DocumentDiagnosticReportKind,
  type Connection,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type SemanticTokens,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import { features as allFeatures, type Features } from '../features/index';
import {
  checkRequest,
  compareRequest,
  compileRequest,
  diagnosticInformationRequest,
  expectationsRequest,
  explainRequest,
  fleetRequest,
  importRequest,
  lookupRequest,
  networkHomesRequest,
  pinRequest,
  type PinResult,
  previewRequest,
  statusRequest,
  tableRequest,
  verifyRequest,
} from '../protocol';
import type {
  CompareResult,
  CompileResult,
  FleetResult,
  ImportResult,
  NetworkHome,
  TableResult,
  TextResult,
  VerifyParams,
  VerifyResult,
} from '../protocol';
import type { Client } from './client';
import { dispatchOf, lazily } from './dispatch';
import type { Environment } from './environment';
import { registerLifecycle, setClient } from './lifecycle';
import { member } from './member';
import { debounce } from './pace';
import { handleCodeAction, handleCodeActionResolve } from './requests/code-actions';
import { handleCodeLens } from './requests/code-lens';
import { handleCompletion, handleCompletionResolve } from './requests/completion';
import { handleCheck } from './requests/custom/check';
import { handleCompile } from './requests/custom/compile';
import { handleDiagnosticInformation } from './requests/custom/diagnostic-information';
import { handleExpectations } from './requests/custom/expectations';
import { handleExplain } from './requests/custom/explain';
import { handleLookup } from './requests/custom/lookup';
import { handlePin } from './requests/custom/pin';
import { handlePreview } from './requests/custom/preview';
import { handleStatus } from './requests/custom/status';
import { handleTable } from './requests/custom/table';
import { handleVerify } from './requests/custom/verify';
import { handleDefinition } from './requests/definition';
import { handleDocumentDiagnostic, handleWorkspaceDiagnostic } from './requests/diagnostics';
import { handleDocumentHighlight } from './requests/document-highlight';
import { handleDocumentLink } from './requests/document-links';
import { handleDocumentSymbol } from './requests/document-symbols';
import { handleWillDeleteFiles, handleWillRenameFiles } from './requests/file-operations';
import { handleFoldingRange } from './requests/folding-ranges';
import { handleFormatting, handleOnTypeFormatting, handleRangeFormatting } from './requests/formatting';
import { handleHover } from './requests/hover';
import { handleInlayHint } from './requests/inlay-hints';
import { handleReferences } from './requests/references';
import { handlePrepareRename, handleRename } from './requests/rename';
import { handleSelectionRange } from './requests/selection-ranges';
import { handleSemanticTokens, handleSemanticTokensRange } from './requests/semantic-tokens';
import { handleSignatureHelp } from './requests/signature-help';
import { handleWorkspaceSymbol } from './requests/workspace-symbols';
import { scriptSizes } from './script-sizes';
import type { Running } from './serve';
import type { Session } from './session';
import { defaultSettings, settingsOf } from './settings';
import { registerTextSync } from './text-sync';
import { measureScript } from './updates';
import { withLastPath } from './uri-paths';
import { workspaceOf } from './workspace';

type Dispatch = ReturnType<typeof dispatchOf>;

/** Serves the language to a client over its connection. */
export function startSession(
  connection: Connection,
  host: Environment,
  client: Client,
  { initializationOptions }: InitializeParams,
  features: Features = allFeatures,
): Running {
  const environment = { ...host, pathOf: withLastPath(host.pathOf) };
  const settings = member(initializationOptions, 'settings');
  const session: Session = {
    connection,
    environment,
    features,
    workspace: workspaceOf(environment, () => session.client.encoding),
    sizes: scriptSizes(),
    phase: 'running',
    client,
    settings: settings === undefined ? defaultSettings : settingsOf(settings),
    settled: Promise.resolve(),
    folderSettings: [],
    stamp: `${Date.now()}`,
    measuring: debounce((uri) => measureScript(session, uri), environment.later),
    refresh: undefined,
    waiting: [],
    underSettings: new WeakMap(),
    configs: { applied: new Map(), published: new Map() },
    loggedUnread: undefined,
    logged: new Set(),
    internalErrors: [],
  };
  setClient(session, client);
  const dispatch = dispatchOf(session);
  registerLifecycle(session);
  registerTextSync(session);
  registerLanguageRequests(connection, dispatch);
  registerCustomRequests(connection, dispatch, environment);
  return { isShutDown: () => session.phase === 'ended' };
}

/** The protocol's requests, one per line: the name in the log, the fallback, and the handler. */
function registerLanguageRequests(connection: Connection, { request, onSnapshot, onLatest }: Dispatch): void {
  const { languages, workspace } = connection;
  const noReport: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const noTokens: SemanticTokens = { data: [] };
  const uriOf = ({ textDocument }: { readonly textDocument: TextDocumentIdentifier }): string =>
    textDocument.uri;
  languages.diagnostics.on(onLatest('diagnostics', noReport, uriOf, handleDocumentDiagnostic));
  languages.diagnostics.onWorkspace(
    request('workspace diagnostics', { items: [] }, handleWorkspaceDiagnostic),
  );
  connection.onCompletion(onSnapshot('completion', null, handleCompletion));
  connection.onCompletionResolve((item, token) =>
    request('completion', item, handleCompletionResolve)(item, token),
  );
  connection.onHover(onSnapshot('hover', null, handleHover));
  connection.onSignatureHelp(onSnapshot('signature help', null, handleSignatureHelp));
  connection.onDefinition(onSnapshot('definition', null, handleDefinition));
  connection.onReferences(onSnapshot('references', null, handleReferences));
  connection.onDocumentHighlight(onSnapshot('document highlight', null, handleDocumentHighlight));
  connection.onPrepareRename(onSnapshot('rename', null, handlePrepareRename));
  connection.onRenameRequest(onSnapshot('rename', null, handleRename));
  connection.onDocumentSymbol(onSnapshot('document symbols', null, handleDocumentSymbol));
  connection.onWorkspaceSymbol(request('workspace symbols', null, handleWorkspaceSymbol));
  connection.onFoldingRanges(onSnapshot('folding', null, handleFoldingRange));
  connection.onSelectionRanges(onSnapshot('selection ranges', null, handleSelectionRange));
  languages.semanticTokens.on(onSnapshot('semantic tokens', noTokens, handleSemanticTokens));
  languages.semanticTokens.onRange(onSnapshot('semantic tokens', noTokens, handleSemanticTokensRange));
  languages.inlayHint.on(onSnapshot('inlay hints', null, handleInlayHint));
  connection.onCodeLens(onSnapshot('code lenses', null, handleCodeLens));
  connection.onDocumentLinks(onSnapshot('document links', null, handleDocumentLink));
  connection.onCodeAction(onSnapshot('code actions', null, handleCodeAction));
  connection.onCodeActionResolve((action, token) =>
    request('code actions', action, handleCodeActionResolve)(action, token),
  );
  connection.onDocumentFormatting(onSnapshot('formatting', null, handleFormatting));
  connection.onDocumentRangeFormatting(onSnapshot('formatting', null, handleRangeFormatting));
  connection.onDocumentOnTypeFormatting(onSnapshot('formatting', null, handleOnTypeFormatting));
  workspace.onWillRenameFiles(request('file rename', null, handleWillRenameFiles));
  workspace.onWillDeleteFiles(request('file delete', null, handleWillDeleteFiles));
}

/** The same for the requests of `protocol.ts`. */
function registerCustomRequests(
  connection: Connection,
  { request, onLatest }: Dispatch,
  { verify }: Environment,
): void {
  const notOpen: CompileResult = { ok: false, errors: [], count: 0 };
  const noTable = { ok: false, count: 0 } as const;
  const internal = 'the language server failed; its log says why';
  const failed = { ok: false, problem: internal } as const;
  const uriOf = ({ uri }: { readonly uri: string }): string => uri;
  connection.onRequest<CompileResult, void>(
    compileRequest,
    onLatest('compile', notOpen, uriOf, handleCompile),
  );
  connection.onRequest(statusRequest, onLatest('status', null, uriOf, handleStatus));
  connection.onRequest(expectationsRequest, request('expectations', [], handleExpectations));
  connection.onRequest(checkRequest, request('check', null, handleCheck));
  connection.onRequest<TextResult, void>(
    diagnosticInformationRequest,
    request('diagnostic information', failed, handleDiagnosticInformation),
  );
  connection.onRequest<TextResult, void>(lookupRequest, request('lookup', failed, handleLookup));
  connection.onRequest<PinResult, void>(pinRequest, onLatest('pin', failed, uriOf, handlePin));
  connection.onRequest<TextResult, void>(explainRequest, request('explain', failed, handleExplain));
  const compare = lazily(async () => (await import('./requests/custom/compare')).handleCompare);
  connection.onRequest<CompareResult, void>(compareRequest, request('compare', failed, compare));
  const fleet = lazily(async () => (await import('./requests/custom/fleet')).handleFleet);
  connection.onRequest<FleetResult, void>(fleetRequest, request('fleet', failed, fleet));
  const importText = lazily(async () => (await import('./requests/custom/import')).handleImport);
  connection.onRequest<ImportResult, void>(importRequest, request('import', failed, importText));
  const networkHomes = lazily(async () => (await import('./requests/custom/import')).handleNetworkHomes);
  connection.onRequest<readonly NetworkHome[], void>(
    networkHomesRequest,
    request('network file', [], networkHomes),
  );
  connection.onRequest(previewRequest, onLatest('preview', null, uriOf, handlePreview));
  connection.onRequest<TableResult, void>(tableRequest, onLatest('table', noTable, uriOf, handleTable));
  if (!verify) return;
  const cannot = { kind: 'cannot', text: internal } as const;
  connection.onRequest<VerifyResult, void>(
    verifyRequest,
    request<VerifyParams, VerifyResult>('verify', cannot, (session, params, token) =>
      handleVerify(session, params, token, verify),
    ),
  );
}
