import type { CancellationToken } from 'vscode-languageserver';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  FileChangeType,
  LSPErrorCodes,
  ProgressType,
  ResponseError,
  WorkDoneProgressReporter,
  type Connection,
  type DocumentDiagnosticReport,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import { features as allFeatures, type Features } from '../features/index';
import { answersOf, type Server } from './handlers';
import { capabilitiesOf, watchedFiles } from './capabilities';
import { clientOf, type Client } from './client';
import { ownAnswersOf } from './custom-handlers';
import { paced, turn, whenCalm, type Means } from './pace';
import { scriptSizes } from './script-sizes';
import { defaultSettings, excludedGlobs, member, settingsOf, type Settings } from './settings';
import { changedText, textOf, type Text } from './text';
import { isBelow, workspaceOf, type Environment, type Snapshot } from './workspace';
import {
  changedNotification,
  checkRequest,
  compareRequest,
  compileRequest,
  expectationsRequest,
  explainRequest,
  importRequest,
  lookupRequest,
  previewRequest,
  statusRequest,
  tableRequest,
  verifyRequest,
} from '../protocol';
import type {
  ChangedParams,
  CheckParams,
  CheckResult,
  CompareParams,
  CompareResult,
  CompileParams,
  CompileResult,
  ExpectationsParams,
  ExpectationsResult,
  ExplainParams,
  ImportParams,
  ImportResult,
  LookupParams,
  Preview,
  PreviewParams,
  Status,
  StatusParams,
  TableParams,
  TableResult,
  TextResult,
  VerifyParams,
  VerifyProgress,
  VerifyResult,
} from '../protocol';
import type { Checked, Severities } from '../rules/runner';
import type { ScriptSize } from '../rules/lib/rule';
import { findings, isQuicklyMeasured, sizeFindings, withSize, type Analysis } from '../engine';
export { clientFiles } from './client-files';
export type { Environment } from './workspace';

/** The findings in a policy under these settings, with what is known of its script's size. */
interface Shown {
  readonly rules: Severities;
  readonly size: ScriptSize | undefined;
  readonly checked: Checked;
}

const verifyProgress = new ProgressType<VerifyProgress>();

/** Serves the language over a connection: a request a line, the work is the features'. */
export function serve(
  connection: Connection,
  environment: Environment,
  features: Features = allFeatures,
): { readonly isShutDown: () => boolean } {
  let phase: 'new' | 'running' | 'ended' = 'new';
  let client = clientOf({ processId: null, rootUri: null, capabilities: {} });
  let settings = defaultSettings;
  /** What a folder of the workspace has of its own. */
  let settingsBelow: readonly { readonly folder: string; readonly settings: Settings }[] = [];
  const settingsAt = (path: string): Settings =>
    settingsBelow.find(({ folder }) => isBelow(folder, path))?.settings ?? settings;
  let stamp = `${Date.now()}`;
  const waiting: (() => void)[] = [];
  const { host, pathOf } = environment;
  const workspace = workspaceOf(environment, () => client.encoding);
  const shownAs = new WeakMap<Analysis, Shown>();
  const sizes = scriptSizes();
  const server: Server = {
    ...{ features, workspace, host, pathOf, client: () => client, settingsAt },
    stamp: () => stamp,
    sizeOf: (analysis) => {
      // A client that asks, and cannot be told to ask again, has to be told at once.
      if (client.pulls && !client.refreshes.diagnostics && isQuicklyMeasured(analysis.model))
        sizes.measure(analysis, settingsAt(analysis.path).rules);
      return sizes.of(analysis);
    },
    checkedOf: (analysis) => {
      const { model, path } = analysis;
      const { rules } = settingsAt(path);
      const size = server.sizeOf(analysis);
      if (rules.size === 0 && !size) return analysis.checked;
      let found = shownAs.get(analysis);
      // Asked for by every look at the lamp, not only once a version.
      if (found?.rules !== rules || found.size?.message !== size?.message) {
        const checked = rules.size === 0 ? analysis.checked : findings(model, rules);
        const ofSize = sizeFindings(model, rules, () => size);
        found = { rules, size, checked: withSize(checked, ofSize) };
      }
      shownAs.set(analysis, found);
      return found.checked;
    },
    policies: (title, token, shown) =>
      paced(workspace.policies(), title, workspace.count, token, () => {
        if (shown && !WorkDoneProgressReporter.isNullInstance(shown)) return Promise.resolve(shown);
        return client.progress ? connection.window.createWorkDoneProgress() : undefined;
      }),
  };
  const answers = answersOf(server);
  const own = ownAnswersOf(server);
  const logged = new Set<string>();
  const log = (feature: string, error: unknown): void => {
    const [what, where] =
      error instanceof Error ? [error.message, error.stack ?? error.message] : [String(error), String(error)];
    if (logged.has(`${feature}: ${what}`)) return;
    logged.add(`${feature}: ${what}`);
    connection.console.error(`${feature}: ${where}`);
  };

  /** Answers a request in its time, between `initialize` and `shutdown`; `otherwise` when the feature fails. */
  const request =
    <Params, Answer, Part = never>(
      feature: string,
      otherwise: Answer,
      work: (params: Params, ...means: Means<Part>) => Answer | Promise<Answer>,
    ) =>
    async (params: Params, ...means: Means<Part>): Promise<Answer> => {
      const [token] = means;
      if (phase === 'new') throw new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first');
      if (phase === 'ended') throw new ResponseError(ErrorCodes.InvalidRequest, 'the server is shut down');
      try {
        const answer = await work(params, ...means);
        if (!token.isCancellationRequested) return answer;
        throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        log(feature, error);
        return otherwise;
      }
    };

  /** Answers from the state of an open text; `otherwise` for one that is not open. */
  const on = <Params extends { readonly textDocument: TextDocumentIdentifier }, Answer, Part = never>(
    feature: string,
    otherwise: Answer,
    from: (snapshot: Snapshot, params: Params, ...means: Means<Part>) => Answer | Promise<Answer>,
  ): ((params: Params, ...means: Means<Part>) => Promise<Answer>) =>
    request(feature, otherwise, async (params, ...means) => {
      const snapshot = await workspace.snapshot(params.textDocument.uri);
      if (!snapshot) return otherwise;
      const answer = await from(snapshot, params, ...means);
      if (workspace.isCurrent(snapshot)) return answer;
      throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
    });

  /** The same for questions that are about whatever is there now: asked again until nothing changes meanwhile. */
  const onLatest = <Params, Answer>(
    feature: string,
    otherwise: Answer,
    uriOf: (params: Params) => string,
    from: (snapshot: Snapshot, params: Params) => Answer | Promise<Answer>,
  ): ((params: Params, token: CancellationToken) => Promise<Answer>) =>
    request(feature, otherwise, async (params, token) => {
      for (;;) {
        const snapshot = await workspace.snapshot(uriOf(params));
        if (!snapshot) return otherwise;
        const answer = await from(snapshot, params);
        if (workspace.isCurrent(snapshot) || token.isCancellationRequested) return answer;
      }
    });

  const wake = (): void => waiting.splice(0).forEach((resume) => resume());

  /** Tells the client of the state of an open text. */
  const tell = async (snapshot: Snapshot): Promise<void> => {
    const { uri, version } = snapshot.text;
    const diagnostics = client.pulls ? undefined : answers.diagnostics(snapshot);
    if (diagnostics)
      await connection.sendDiagnostics({ uri, diagnostics, ...(version !== null && { version }) });
    // Only a client with a preview is told: any other would wonder.
    if (client.commands.preview === undefined) return;
    const changed: ChangedParams = { uri };
    await connection.sendNotification(changedNotification, changed);
  };

  /** Measures the scripts of texts that are left alone, and tells what that changes. */
  const measuring = whenCalm(async (uri) => {
    try {
      const snapshot = await workspace.snapshot(uri);
      if (!snapshot || !workspace.isCurrent(snapshot) || phase !== 'running') return;
      const { analysis, path } = snapshot;
      if (!sizes.measure(analysis, settingsAt(path).rules)) return;
      wake();
      await tell(snapshot);
      // Not waited for, and no harm when it fails, as below.
      if (client.refreshes.diagnostics) connection.languages.diagnostics.refresh().catch(() => undefined);
    } catch (error) {
      log('script size', error);
    }
  }, environment.later);

  /** Tells the client of a text's new state. Called again for whatever makes that state old. */
  const announce = async (uri: string): Promise<void> => {
    const text = workspace.opened(uri);
    measuring.put(uri);
    // Changes that have come in together are looked at once: the next of them has its turn before this goes on.
    await turn();
    await turn();
    if (workspace.opened(uri) !== text) return;
    try {
      const snapshot = await workspace.snapshot(uri);
      if (!snapshot || !workspace.isCurrent(snapshot) || phase !== 'running') return;
      await tell(snapshot);
    } catch (error) {
      log('diagnostics', error);
    }
  };

  const askAgain = async (): Promise<void> => {
    const { diagnostics, inlayHints, codeLenses, semanticTokens } = client.refreshes;
    const { languages } = connection;
    try {
      await Promise.all([
        ...(diagnostics ? [languages.diagnostics.refresh()] : []),
        ...(inlayHints ? [languages.inlayHint.refresh()] : []),
        ...(semanticTokens ? [languages.semanticTokens.refresh()] : []),
        ...(codeLenses ? [connection.sendRequest('workspace/codeLens/refresh')] : []),
      ]);
    } catch {
      // A client that goes away, or does not do what it said it could: nothing is lost but a fresh look.
    }
  };
  let refresh: ReturnType<typeof setTimeout> | undefined;
  /** Has the client ask again for what depends on more than the text it has changed; many changes are one. */
  const refreshSoon = (): void => {
    refresh ??= setTimeout(() => {
      refresh = undefined;
      if (phase === 'running') void askAgain();
    }, 100);
  };

  /** Files have changed: what depends on them is looked at again. */
  const changed = (paths: readonly string[]): void => {
    const config = paths.some((path) => path.endsWith('nbroute.json'));
    const dependants = config
      ? workspace.openTexts()
      : paths.flatMap((path) => workspace.openDependants(path));
    workspace.forget(paths);
    for (const uri of new Set(dependants.map((text) => text.uri))) void announce(uri);
    if (dependants.length > 0) refreshSoon();
    wake();
  };

  /** Something that every text depends on has changed. */
  const allChanged = (): void => {
    for (const { uri } of workspace.openTexts()) void announce(uri);
    refreshSoon();
    wake();
  };

  const setSettings = (section: unknown): void => {
    settings = settingsOf(section);
    stamp = `${Date.now()}`;
    allChanged();
  };
  const askSettings = async (): Promise<void> => {
    try {
      const folders = client.folders;
      const answered: readonly unknown[] = await connection.workspace.getConfiguration([
        ...[{ section: 'nbroute' }, { section: 'files.exclude' }],
        ...folders.map((scopeUri) => ({ section: 'nbroute', scopeUri })),
      ]);
      const [own, exclude, ...below] = answered;
      workspace.setExcluded(excludedGlobs(exclude));
      settingsBelow = folders.map((uri, i) => ({
        folder: pathOf(uri),
        settings: settingsOf(below[i] ?? own),
      }));
      setSettings(own);
    } catch (error) {
      log('settings', error);
    }
  };

  const start = (now: Client): void => {
    client = now;
    environment.start?.(client);
    workspace.setFolders(client.folders.map(pathOf));
  };

  connection.onInitialize((params) => {
    if (phase !== 'new') return new ResponseError(ErrorCodes.InvalidRequest, 'initialized already');
    phase = 'running';
    start(clientOf(params));
    const own = member(params.initializationOptions, 'settings');
    if (own !== undefined) settings = settingsOf(own);
    return {
      serverInfo: { name: 'nbroute', version: environment.version },
      capabilities: capabilitiesOf(client),
    };
  });
  connection.onInitialized(() => {
    const failed = (error: unknown): void => log('registration', error);
    if (client.registersWatchers)
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watchedFiles }] })
        .then(() => workspace.setWatched(), failed);
    if (client.registersConfiguration)
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: 'nbroute' })
        .catch(failed);
    if (client.folderChanges)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        const left = client.folders.filter((uri) => !gone.has(uri));
        start({ ...client, folders: [...left, ...added.map(({ uri }) => uri)] });
        allChanged();
        if (client.configuration) void askSettings();
      });
    // Diagnostics wait for no settings: they follow when these come.
    if (client.configuration) void askSettings();
  });
  connection.onShutdown(() => {
    phase = 'ended';
    clearTimeout(refresh);
    measuring.end();
    wake();
  });

  connection.onDidChangeConfiguration((params) => {
    if (client.configuration) void askSettings();
    else setSettings(member(params.settings, 'nbroute'));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.map(({ uri }) => pathOf(uri));
    if (changes.some(({ type }, i) => type !== FileChangeType.Changed || paths[i].endsWith('nbroute.json')))
      workspace.relist();
    changed(paths);
  });
  const put = (text: Text): void => {
    workspace.put(text);
    changed([pathOf(text.uri)]);
    void announce(text.uri);
  };
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) =>
    put(textOf(uri, version, text, client.encoding)),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const before = workspace.opened(uri);
    if (before) put(changedText(before, version, contentChanges, client.encoding));
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.close(uri);
    sizes.forget(pathOf(uri));
    changed([pathOf(uri)]);
    if (!client.pulls && phase === 'running') void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  const none: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const notOpen: CompileResult = { ok: false, errors: [], count: 0 };
  const internal = 'the language server failed; its log says why';
  const failed = { ok: false, problem: internal } as const;
  const documentUri = ({ textDocument }: { readonly textDocument: TextDocumentIdentifier }): string =>
    textDocument.uri;
  const paramsUri = ({ uri }: { readonly uri: string }): string => uri;

  connection.languages.diagnostics.on(onLatest('diagnostics', none, documentUri, answers.documentDiagnostic));
  connection.languages.diagnostics.onWorkspace(
    request('workspace diagnostics', { items: [] }, async (params, token, ...reporters) => {
      for (let first = params.previousResultIds.length === 0; ; first = false) {
        const changes = new Promise<void>((resume) => {
          waiting.push(resume);
          token.onCancellationRequested(() => resume());
        });
        const { items, news } = await answers.workspaceDiagnostic(params, token, ...reporters);
        // Without news the request waits for some: a client asks again as soon as it is answered.
        if (first || news || phase !== 'running' || token.isCancellationRequested) return { items };
        await changes;
      }
    }),
  );
  connection.onCompletion(on('completion', null, answers.completion));
  connection.onCompletionResolve((item, token) =>
    request('completion', item, answers.completionResolve)(item, token),
  );
  connection.onHover(on('hover', null, answers.hover));
  connection.onSignatureHelp(on('signature help', null, answers.signatureHelp));
  connection.onDefinition(on('definition', null, answers.definition));
  connection.onReferences(on('references', null, answers.references));
  connection.onDocumentHighlight(on('document highlight', null, answers.documentHighlight));
  connection.onPrepareRename(on('rename', null, answers.prepareRename));
  connection.onRenameRequest(on('rename', null, answers.rename));
  connection.onDocumentSymbol(on('document symbols', null, answers.documentSymbol));
  connection.onWorkspaceSymbol(request('workspace symbols', null, answers.workspaceSymbol));
  connection.onFoldingRanges(on('folding', null, answers.foldingRange));
  connection.onSelectionRanges(on('selection ranges', null, answers.selectionRange));
  connection.languages.semanticTokens.on(on('semantic tokens', { data: [] }, answers.semanticTokens));
  connection.languages.semanticTokens.onRange(
    on('semantic tokens', { data: [] }, answers.semanticTokensRange),
  );
  connection.languages.inlayHint.on(on('inlay hints', null, answers.inlayHint));
  connection.onCodeLens(on('code lenses', null, answers.codeLens));
  connection.onDocumentLinks(on('document links', null, answers.documentLink));
  connection.onCodeAction(on('code actions', null, answers.codeAction));
  connection.onCodeActionResolve((action, token) =>
    request('code actions', action, answers.codeActionResolve)(action, token),
  );
  connection.onDocumentFormatting(on('formatting', null, answers.formatting));
  connection.onDocumentRangeFormatting(on('formatting', null, answers.rangeFormatting));
  connection.onDocumentOnTypeFormatting(on('formatting', null, answers.onTypeFormatting));
  connection.workspace.onWillRenameFiles(request('file rename', null, answers.willRename));
  connection.workspace.onWillDeleteFiles(request('file delete', null, answers.willDelete));
  connection.onRequest(
    compileRequest,
    onLatest<CompileParams, CompileResult>('compile', notOpen, paramsUri, own.compile),
  );
  connection.onRequest(
    statusRequest,
    onLatest<StatusParams, Status | null>('status', null, paramsUri, own.status),
  );
  connection.onRequest(
    expectationsRequest,
    request<ExpectationsParams, ExpectationsResult>('expectations', [], own.expectations),
  );
  connection.onRequest(checkRequest, request<CheckParams, CheckResult | null>('check', null, own.check));
  connection.onRequest(lookupRequest, request<LookupParams, TextResult>('lookup', failed, own.lookup));
  connection.onRequest(explainRequest, request<ExplainParams, TextResult>('explain', failed, own.explain));
  connection.onRequest(compareRequest, request<CompareParams, CompareResult>('compare', failed, own.compare));
  connection.onRequest(importRequest, request<ImportParams, ImportResult>('import', failed, own.import));
  connection.onRequest(
    previewRequest,
    onLatest<PreviewParams, Preview | null>('preview', null, paramsUri, own.preview),
  );
  connection.onRequest(
    tableRequest,
    onLatest<TableParams, TableResult>('table', { ok: false, count: 0 }, paramsUri, own.table),
  );
  const { verify } = environment;
  if (verify)
    connection.onRequest(
      verifyRequest,
      request<VerifyParams, VerifyResult>('verify', { kind: 'cannot', text: internal }, (params, token) =>
        own.verify(params, token, verify, (progress, value) => {
          void connection.sendProgress(verifyProgress, progress, value);
        }),
      ),
    );

  connection.listen();
  return { isShutDown: () => phase === 'ended' };
}
