import * as assert from 'node:assert';
import {
  CancellationTokenSource,
  ResponseError,
  type CodeAction,
  type CodeLens,
  type CompletionList,
  type DocumentDiagnosticReport,
  type Hover,
  type InlayHint,
  type Location,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type TextEdit,
  type WorkspaceDiagnosticReport,
  type WorkspaceEdit,
  type WorkspaceSymbol,
} from 'vscode-languageserver/node';
import { features } from '../../server/features/index';
import type { ExpectationsResult } from '../../server/protocol';
import { gate, until, type Gate } from '../until';
import { capable, session, uriOf, type Session } from './session';
import { runs } from '../volume';

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
const running: Session[] = [];

async function started(...options: Parameters<typeof session>): Promise<Session> {
  const server = await session(...options);
  running.push(server);
  return server;
}

function ask<Answer>(
  { client }: Session,
  method: string,
  name: string,
  params: object = {},
): Promise<Answer> {
  return client.sendRequest<Answer>(`textDocument/${method}`, {
    textDocument: { uri: uriOf(name) },
    ...params,
  });
}

/** The error code that a request rejects with. */
async function failure(request: Promise<unknown>): Promise<number> {
  try {
    await request;
  } catch (error) {
    assert.ok(error instanceof ResponseError, String(error));
    return error.code;
  }
  throw new Error('it was answered');
}

const isReport = (value: unknown): value is { readonly items: unknown } =>
  typeof value === 'object' && value !== null && 'items' in value;
const isWork = (value: unknown): value is { readonly kind: unknown } =>
  typeof value === 'object' && value !== null && 'kind' in value;

const at = (line: number, character: number): object => ({ position: { line, character } });
const everywhere = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

describe('the language server', () => {
  afterEach(() => running.splice(0).forEach((each) => each.end()));

  /** The methods of each capability. */
  const methods: Readonly<Record<string, readonly string[]>> = {
    completionProvider: ['textDocument/completion', 'completionItem/resolve'],
    hoverProvider: ['textDocument/hover'],
    signatureHelpProvider: ['textDocument/signatureHelp'],
    definitionProvider: ['textDocument/definition'],
    referencesProvider: ['textDocument/references'],
    documentHighlightProvider: ['textDocument/documentHighlight'],
    documentSymbolProvider: ['textDocument/documentSymbol'],
    workspaceSymbolProvider: ['workspace/symbol'],
    codeActionProvider: ['textDocument/codeAction', 'codeAction/resolve'],
    codeLensProvider: ['textDocument/codeLens'],
    documentLinkProvider: ['textDocument/documentLink'],
    documentFormattingProvider: ['textDocument/formatting'],
    documentRangeFormattingProvider: ['textDocument/rangeFormatting'],
    documentOnTypeFormattingProvider: ['textDocument/onTypeFormatting'],
    renameProvider: ['textDocument/rename', 'textDocument/prepareRename'],
    foldingRangeProvider: ['textDocument/foldingRange'],
    selectionRangeProvider: ['textDocument/selectionRange'],
    semanticTokensProvider: ['textDocument/semanticTokens/full', 'textDocument/semanticTokens/range'],
    inlayHintProvider: ['textDocument/inlayHint'],
    diagnosticProvider: ['textDocument/diagnostic', 'workspace/diagnostic'],
    'workspace.fileOperations.willRename': ['workspace/willRenameFiles'],
    'workspace.fileOperations.willDelete': ['workspace/willDeleteFiles'],
    // Methods without a capability.
    '': [
      'textDocument/declaration',
      'textDocument/typeDefinition',
      'textDocument/implementation',
      'textDocument/prepareCallHierarchy',
      'textDocument/prepareTypeHierarchy',
      'textDocument/moniker',
      'textDocument/documentColor',
      'textDocument/colorPresentation',
      'textDocument/linkedEditingRange',
      'textDocument/inlineValue',
      'textDocument/inlineCompletion',
      'textDocument/rangesFormatting',
      'textDocument/semanticTokens/full/delta',
      'codeLens/resolve',
      'documentLink/resolve',
      'inlayHint/resolve',
      'workspaceSymbol/resolve',
      'workspace/executeCommand',
      'workspace/willCreateFiles',
      'textDocument/willSaveWaitUntil',
      'workspace/textDocumentContent',
    ],
  };

  it('handles what it advertises, and nothing else', async () => {
    const server = await started();
    const { workspace, ...others } = server.started.capabilities;
    const operations = Object.keys(workspace?.fileOperations ?? {});
    const advertised = [
      ...Object.keys(others).filter((name) => name.endsWith('Provider')),
      ...operations.map((name) => `workspace.fileOperations.${name}`),
    ];
    assert.deepStrictEqual(new Set(advertised), new Set(Object.keys(methods).filter((name) => name !== '')));
    const params = {
      textDocument: { uri: 'untitled:none' },
      position: { line: 0, character: 0 },
      positions: [],
      range: everywhere,
      files: [],
      context: { diagnostics: [] },
      previousResultIds: [],
      query: '',
      label: '',
      title: '',
      ch: '\n',
    };
    for (const [capability, names] of Object.entries(methods)) {
      for (const method of names) {
        const code = await server.client.sendRequest(method, params).then(
          () => 0,
          (error: unknown) => (error instanceof ResponseError ? error.code : 1),
        );
        assert.strictEqual(code === -32601, capability === '', `${method}: ${code}`);
      }
    }
  });

  it('returns the fallback if a feature fails, logs that once, and continues', async () => {
    const hover = (): never => {
      throw new Error('injected');
    };
    const server = await started({ features: { ...features, hover } });
    server.open('a.nbroute', `${network}route 10.0.0.0/8 via vpc\n`);
    for (let i = 0; i < 5; i++) assert.strictEqual(await ask(server, 'hover', 'a.nbroute', at(2, 8)), null);
    const list = await ask<CompletionList>(server, 'completion', 'a.nbroute', at(2, 0));
    assert.ok(list.items.length > 5);
    const report = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute');
    assert.strictEqual(report.kind, 'full');
    assert.strictEqual(server.logs.filter((line) => line.includes('injected')).length, 1);
  });

  for (const [encoding, character] of [
    ['utf-8', 12],
    ['utf-16', 10],
    ['utf-32', 9],
  ] as const)
    it(`counts characters in ${encoding} if that is negotiated`, async () => {
      const capabilities = { ...capable, general: { positionEncodings: ['x', encoding] } };
      const server = await started({ capabilities });
      assert.strictEqual(server.started.capabilities.positionEncoding, encoding);
      server.open(
        'a.nbroute',
        '# x\n# \u{1F600} and no 10.0.0.0/99\nroute 10.0.0.0/99 via direct # \u{1F600}\n',
      );
      // Replaces "# 😀 and " with "route ", with the range in the negotiated units.
      const end = { line: 1, character };
      server.change('a.nbroute', 2, { range: { start: { line: 1, character: 0 }, end }, text: 'route ' });
      server.change('a.nbroute', 3, {
        range: { start: { line: 1, character: 6 }, end: { line: 1, character: 8 } },
        text: '',
      });
      const report = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute');
      assert.ok(report.kind === 'full');
      const ranges = report.items.filter(({ code }) => code === 'invalid-prefix').map(({ range }) => range);
      const expected = [1, 2].map((line) => ({
        start: { line, character: 6 },
        end: { line, character: 17 },
      }));
      assert.deepStrictEqual(ranges[1], expected[1]);
      assert.strictEqual(ranges.length, 2, JSON.stringify(report.items));
    });

  it('reports unchanged diagnostics, and makes the client pull again when an included file changes', async () => {
    const files = { 'lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n' };
    const refreshed = new Set<string>();
    const refreshes = ['diagnostic', 'codeLens', 'inlayHint', 'semanticTokens'];
    const server = await started({
      files,
      before: (client) => {
        for (const what of refreshes)
          client.onRequest(`workspace/${what}/refresh`, () => {
            refreshed.add(what);
            return null;
          });
      },
    });
    const text = `include "lists.nbroute"\n${network}route on-prem via vpc\n`;
    server.open('a.nbroute', text);
    const first = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute');
    assert.ok(first.kind === 'full');
    assert.deepStrictEqual(first.items, []);
    const previousResultId = first.resultId;
    const again = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute', {
      previousResultId,
    });
    assert.strictEqual(again.kind, 'unchanged');

    server.open('lists.nbroute', 'prefix-list on-premises = 10.0.0.0/16\n');
    const own = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'lists.nbroute');
    const related = own.relatedDocuments?.[uriOf('a.nbroute')];
    assert.ok(related?.kind === 'full');
    assert.deepStrictEqual(
      related.items.map(({ code }) => code),
      ['undefined-name'],
    );
    await until('a refresh of all', () => (refreshed.size === refreshes.length ? true : undefined));
    const now = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute', { previousResultId });
    assert.strictEqual(now.kind, 'full');
    // After closing without saving, the file's text counts again.
    void server.client.sendNotification('textDocument/didClose', {
      textDocument: { uri: uriOf('lists.nbroute') },
    });
    const after = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute');
    assert.ok(after.kind === 'full');
    assert.deepStrictEqual(after.items, []);
  });

  it('publishes diagnostics to a client that does not pull, including those of dependants', async () => {
    const files: Record<string, string> = {};
    const sent: PublishDiagnosticsParams[] = [];
    const changed: string[] = [];
    const server = await started({
      files,
      capabilities: {},
      initializationOptions: { commands: { preview: 'show.it' } },
      before: (client) => {
        client.onNotification(
          'textDocument/publishDiagnostics',
          (each: PublishDiagnosticsParams) => void sent.push(each),
        );
        client.onNotification(
          'nbroute/changed',
          ({ uri }: { readonly uri: string }) => void changed.push(uri),
        );
      },
    });
    server.open('a.nbroute', `include "lists.nbroute"\n${network}route on-prem via vpc\n`);
    const [first] = await until('diagnostics', () => (sent.length > 0 ? sent : undefined));
    assert.ok(first.diagnostics.some(({ code }) => code === 'missing-file'));
    files['lists.nbroute'] = 'prefix-list on-prem = 10.0.0.0/16\n';
    void server.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('lists.nbroute'), type: 1 }],
    });
    await until('the file found', () => (sent[sent.length - 1]?.diagnostics.length === 0 ? true : undefined));
    server.open('lists.nbroute', 'prefix-list other = 10.0.0.0/16\n');
    const after = await until('an undefined name', () =>
      sent.find(({ diagnostics }) => diagnostics.some(({ code }) => code === 'undefined-name')),
    );
    assert.strictEqual(after.uri, uriOf('a.nbroute'));
    assert.strictEqual(after.version, 1);
    await until('notice of each', () => (changed.length >= 4 ? true : undefined));
    files['nbroute.json'] = '{"rules":{"unused-list":"error"}}';
    void server.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('nbroute.json'), type: 1 }],
    });
    const before = sent.length;
    await until('news of all', () => (sent.length > before ? true : undefined));
  });

  it('reports the whole workspace, and holds the next response until something changes', async () => {
    const files: Record<string, string> = {
      'a.nbroute': 'route 10.0.0.0/99 via direct\n',
      'team/b.nbroute': 'route 10.0.0.0/8 via direct\n',
      'node_modules/c.nbroute': 'route',
      '.hidden/d.nbroute': 'route',
      'e.txt': 'route',
    };
    const server = await started({ files });
    const pull = (previousResultIds: readonly object[]): Promise<WorkspaceDiagnosticReport> =>
      server.client.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
    const { items } = await pull([]);
    assert.deepStrictEqual(
      new Set(items.map(({ uri }) => uri)),
      new Set([uriOf('a.nbroute'), uriOf('team/b.nbroute')]),
    );
    const ids = items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    let answered: WorkspaceDiagnosticReport | undefined;
    void pull(ids).then((report) => (answered = report));
    // A repeated pull gets no response while nothing changes; other requests do.
    for (let i = 0; i < 20; i++) await server.client.sendRequest('workspace/symbol', { query: '' });
    assert.strictEqual(answered, undefined);
    delete files['a.nbroute'];
    void server.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('a.nbroute'), type: 3 }],
    });
    const report = await until('news', () => answered);
    const closed = report.items.find(({ uri }) => uri === uriOf('a.nbroute'));
    assert.ok(closed?.kind === 'full' && closed.items.length === 0);
  });

  it('drops what it has read in a folder that is deleted, and ignores other deletions', async () => {
    const files: Record<string, string> = {
      'shared/lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n',
      'shared/b.nbroute': 'nonsense\n',
    };
    const registered: unknown[] = [];
    const server = await started({
      files,
      capabilities: {
        ...capable,
        workspace: { ...capable.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
      },
      before: (client) =>
        client.onRequest(
          'client/registerCapability',
          ({ registrations }: { readonly registrations: readonly { registerOptions: unknown }[] }) => {
            registered.push(...registrations.map(({ registerOptions }) => registerOptions));
            return null;
          },
        ),
    });
    server.open('a.nbroute', `${network}include "shared/lists.nbroute"\nroute on-prem via vpc\n`);
    const deleted = (name: string): void =>
      void server.client.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf(name), type: 3 }],
      });
    const codes = async (previous: readonly object[] = []): Promise<string[]> => {
      const { items } = await server.client.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
        previousResultIds: previous,
      });
      return items.flatMap((each) => (each.kind === 'full' ? each.items.map(({ code }) => `${code}`) : []));
    };
    assert.deepStrictEqual(await codes(), ['unknown-statement']);
    const watchers = {
      watchers: [
        { globPattern: '**/*.{nbroute,json,tfstate,txt,sh}', kind: 2 },
        { globPattern: '**/*', kind: 5 },
      ],
    };
    assert.deepStrictEqual(registered, [watchers]);
    for (const name of Object.keys(files)) delete files[name];
    const before = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute');
    deleted('share');
    const same = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute', {
      previousResultId: before.resultId,
    });
    assert.strictEqual(same.kind, 'unchanged');
    // An editor reports the folder, and not its files.
    deleted('shared');
    assert.deepStrictEqual(await codes(), ['missing-file', 'undefined-name']);
  });

  it('finds policies and their files in a folder that is created or deleted, and ignores other files', async () => {
    const files: Record<string, string> = { 'a.nbroute': network };
    const added = {
      'shared/lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n',
      'shared/team/b.nbroute': network,
      'shared/.cache/c.nbroute': network,
      'build/d.nbroute': network,
    };
    const listed: string[] = [];
    const announced: string[] = [];
    const server = await started({
      files,
      environment: (from) => ({
        ...from,
        entries: (folder) => {
          listed.push(folder);
          return from.entries(folder);
        },
      }),
      capabilities: { ...capable, workspace: { configuration: true } },
      initializationOptions: { commands: { preview: 'show.it' } },
      before: (client) => {
        client.onNotification('nbroute/changed', ({ uri }: { readonly uri: string }) => {
          announced.push(uri);
        });
        client.onRequest('workspace/configuration', () => [null, { build: true }]);
      },
    });
    const changed = (type: number, ...names: string[]): void =>
      void server.client.sendNotification('workspace/didChangeWatchedFiles', {
        changes: names.map((name) => ({ uri: uriOf(name), type })),
      });
    const names = async (): Promise<string[]> => {
      const params = { uri: null };
      const policies = await server.client.sendRequest<ExpectationsResult>('nbroute/expectations', params);
      return policies.map(({ uri }) => uri.replace(uriOf(''), '')).sort();
    };
    const codes = async (): Promise<unknown[]> => {
      const report = await ask<DocumentDiagnosticReport>(server, 'diagnostic', 'open.nbroute');
      return report.kind === 'full' ? report.items.map(({ code }) => code) : ['unchanged'];
    };
    server.open('open.nbroute', `${network}include "shared/lists.nbroute"\nroute on-prem via vpc\n`);
    assert.deepStrictEqual(await codes(), ['missing-file', 'undefined-name']);
    assert.deepStrictEqual(await names(), ['a.nbroute', 'open.nbroute']);

    changed(1, 'main.o', 'empty', 'empty/within', 'node_modules', '../elsewhere');
    await until('a look at what may be a folder', () => listed.length >= 3);
    assert.deepStrictEqual(await names(), ['a.nbroute', 'open.nbroute']);
    assert.deepStrictEqual(listed.sort(), ['/w', '/w/empty', '/w/main.o']);

    // Editors may report a folder, and not its files.
    Object.assign(files, added);
    changed(1, 'shared', 'build');
    await until('the policy in the folder', () => announced.includes(uriOf('shared/team/b.nbroute')));
    const all = ['a.nbroute', 'open.nbroute', 'shared/lists.nbroute', 'shared/team/b.nbroute'];
    assert.deepStrictEqual(await names(), all);
    assert.deepStrictEqual(await codes(), []);

    for (const name of Object.keys(added)) delete files[name];
    announced.length = 0;
    changed(3, 'shared');
    await until('the deleted policy', () => announced.includes(uriOf('shared/team/b.nbroute')));
    assert.deepStrictEqual(await names(), ['a.nbroute', 'open.nbroute']);
    assert.deepStrictEqual(await codes(), ['missing-file', 'undefined-name']);
    assert.ok(!announced.includes(uriOf('build/d.nbroute')));
  });

  it('leaves out files that the editor excludes', async () => {
    const files = { 'a.nbroute': '', 'build/b.nbroute': '', 'team/c.copy.nbroute': '', 'team/d.nbroute': '' };
    const exclude = { '**/build': true, '**/*.{copy,old}.nbroute': true, '**/d.nbroute': false };
    let configured = false;
    const server = await started({
      files,
      capabilities: { ...capable, workspace: { configuration: true } },
      before: (client) =>
        client.onRequest('workspace/configuration', () => {
          configured = true;
          return [null, exclude];
        }),
    });
    const uris = async (): Promise<string[]> => {
      const params = { previousResultIds: [] };
      const { items } = await server.client.sendRequest<WorkspaceDiagnosticReport>(
        'workspace/diagnostic',
        params,
      );
      return items.map(({ uri }) => uri).sort();
    };
    await until('a question for the settings', () => configured);
    assert.deepStrictEqual(await uris(), [uriOf('a.nbroute'), uriOf('team/d.nbroute')]);
  });

  it('renames a list in every file, each edit with its version', async () => {
    const files = {
      'lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n',
      'other.nbroute': 'include "lists.nbroute"\nroute on-prem unreachable\n',
    };
    const server = await started({ files });
    server.open('a.nbroute', `include "lists.nbroute"\nroute on-prem via vpc\n`, 7);
    const edit = await ask<WorkspaceEdit>(server, 'rename', 'a.nbroute', { ...at(1, 8), newName: 'cellar' });
    const edits = edit.documentChanges?.map((each) =>
      'textDocument' in each ? [each.textDocument.uri, each.textDocument.version, each.edits.length] : [],
    );
    assert.deepStrictEqual(
      new Map(edits?.map((each) => [each[0], each.slice(1)])),
      new Map([
        [uriOf('a.nbroute'), [7, 1]],
        [uriOf('lists.nbroute'), [null, 1]],
        [uriOf('other.nbroute'), [null, 1]],
      ]),
    );
    const places = await ask<Location[]>(server, 'references', 'a.nbroute', {
      ...at(1, 8),
      context: { includeDeclaration: true },
    });
    assert.strictEqual(places.length, 3);
    assert.strictEqual(await failure(ask(server, 'prepareRename', 'a.nbroute', at(0, 2))), -32803);
    assert.strictEqual(
      await failure(ask(server, 'rename', 'a.nbroute', { ...at(1, 8), newName: '1' })),
      -32803,
    );
    const symbols = await server.client.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'ONP' });
    assert.deepStrictEqual(
      symbols.map(({ name }) => name),
      ['on-prem'],
    );
  });

  it('renames only after it knows what the editor excludes', async () => {
    const settings = gate();
    const server = await started({
      files: {
        'build/copy.nbroute': 'include "../a.nbroute"\nroute on-prem via direct\n',
        'b.nbroute': 'include "a.nbroute"\nroute on-prem via direct\n',
      },
      capabilities: { ...capable, workspace: { configuration: true } },
      before: (client) =>
        client.onRequest('workspace/configuration', async () => {
          await settings.pass();
          return [null, { '**/build': true }];
        }),
    });
    server.open('a.nbroute', `${network}prefix-list on-prem = 10.0.0.0/16\nroute on-prem via vpc\n`);
    const renamed = ask<WorkspaceEdit>(server, 'rename', 'a.nbroute', { ...at(2, 14), newName: 'cellar' });
    await settings.reached;
    const cancelling = new CancellationTokenSource();
    const params = { query: '' };
    const symbols = server.client.sendRequest('workspace/symbol', params, cancelling.token);
    cancelling.cancel();
    assert.strictEqual(await failure(symbols), -32800, 'a client that never responds can still cancel');
    settings.open();
    assert.deepStrictEqual(Object.keys((await renamed).changes ?? {}).sort(), [
      uriOf('a.nbroute'),
      uriOf('b.nbroute'),
    ]);
  });

  it('names the folders and policies that a request for all policies leaves out', async () => {
    const files = {
      'lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n',
      'locked/a.nbroute': 'include "../lists.nbroute"\n',
      'b.nbroute': '',
    };
    const locked = ['/w/locked'];
    const warnings: string[] = [];
    const server = await started({
      files,
      environment: (from) => ({
        ...from,
        entries: (folder) => (locked.includes(folder) ? Promise.resolve(undefined) : from.entries(folder)),
        host: {
          ...from.host,
          read: (path) =>
            path === '/w/b.nbroute'
              ? Promise.resolve({ kind: 'unreadable', reason: 'permission denied' })
              : from.host.read(path),
        },
      }),
      before: (client) =>
        client.onNotification('window/showMessage', ({ message }: { readonly message: string }) => {
          warnings.push(message);
        }),
    });
    const move = (from: string): Promise<unknown> =>
      server.client.sendRequest('workspace/willRenameFiles', {
        files: [{ oldUri: uriOf(from), newUri: uriOf('elsewhere') }],
      });
    await move('other.txt');
    assert.deepStrictEqual(warnings, [], 'no policy names the file');
    server.open('c.nbroute', 'include "lists.nbroute"\nroute on-prem via vpc\n');
    const { changes, documentChanges } = await ask<WorkspaceEdit>(server, 'rename', 'c.nbroute', {
      ...at(1, 8),
      newName: 'cellar',
    });
    assert.strictEqual(Object.keys(changes ?? documentChanges ?? {}).length, 2);
    await move('lists.nbroute');
    const references = { ...at(1, 8), context: { includeDeclaration: true } };
    assert.strictEqual((await ask<Location[]>(server, 'references', 'c.nbroute', references)).length, 2);
    const warning = 'Left out, because it cannot be read: /w/b.nbroute, /w/locked';
    assert.deepStrictEqual(warnings, [warning, warning, warning]);
    // Editors request these again and again.
    const diagnostics = (): Promise<unknown> =>
      server.client.sendRequest('workspace/diagnostic', { previousResultIds: [] });
    await diagnostics();
    locked.pop();
    const created = { changes: [{ uri: uriOf('locked/a.nbroute'), type: 1 }] };
    void server.client.sendNotification('workspace/didChangeWatchedFiles', created);
    await diagnostics();
    await diagnostics();
    assert.strictEqual(warnings.length, 3);
    assert.deepStrictEqual(server.logs, [warning, 'Left out, because it cannot be read: /w/b.nbroute']);
  });

  it('applies the settings of the innermost folder, even if earlier ones arrive later', async () => {
    const duplicatesOff = { rules: { 'duplicate-route': 'off' } };
    const twice = `${network}route 10.0.0.0/8 via vpc\nroute 10.0.0.0/8 via vpc\n`;
    const names = ['build/b.nbroute', 'old/c.nbroute', 'team/build/d.nbroute', 'team/old/e.nbroute'];
    const earlier = gate();
    const server = await started({
      files: Object.fromEntries(names.map((name) => [name, ''])),
      capabilities: { ...capable, workspace: { configuration: true, workspaceFolders: true } },
      before: (client) =>
        client.onRequest(
          'workspace/configuration',
          async ({ items }: { readonly items: readonly object[] }) => {
            if (items.length === 4) await earlier.pass();
            return items.map((item) => {
              const isTeam = 'scopeUri' in item && item.scopeUri === uriOf('team');
              if ('section' in item && item.section === 'files.exclude')
                return { [isTeam ? 'old' : '**/build']: true };
              return isTeam ? duplicatesOff : null;
            });
          },
        ),
    });
    void server.client.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: uriOf('team'), name: 'team' }], removed: [] },
    });
    for (const name of ['a.nbroute', 'team/a.nbroute']) server.open(name, twice);
    await server.client.sendRequest('workspace/symbol', { query: '' });
    earlier.open();
    const counts = async (name: string): Promise<number> => {
      const report = await ask<DocumentDiagnosticReport>(server, 'diagnostic', name);
      return report.kind === 'full' ? report.items.length : -1;
    };
    assert.deepStrictEqual([await counts('a.nbroute'), await counts('team/a.nbroute')], [1, 0]);
    const { items } = await server.client.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.deepStrictEqual(items.map(({ uri }) => uri.replace(uriOf(''), '')).sort(), [
      'a.nbroute',
      'old/c.nbroute',
      'team/a.nbroute',
      'team/build/d.nbroute',
    ]);
  });

  it('updates includes when files and folders are renamed or deleted', async () => {
    const files = {
      'shared/lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n',
      'a.nbroute': 'include "shared/lists.nbroute"\nroute on-prem via vpc\n',
    };
    const server = await started({ files });
    const moved = await server.client.sendRequest<WorkspaceEdit>('workspace/willRenameFiles', {
      files: [{ oldUri: uriOf('shared'), newUri: uriOf('common') }],
    });
    assert.match(JSON.stringify(moved), /"newText":"\\"common\/lists\.nbroute\\""/);
    const deletion = await server.client.sendRequest<WorkspaceEdit>('workspace/willDeleteFiles', {
      files: [{ uri: uriOf('shared/lists.nbroute') }],
    });
    assert.match(JSON.stringify(deletion), /"end":\{"line":1,"character":0\}\},"newText":""/);
  });

  it('rejects a response as stale if the text has changed meanwhile', async () => {
    const disk = gate();
    const server = await started({
      files: { 'lists.nbroute': '' },
      environment: (from) => ({
        ...from,
        host: {
          ...from.host,
          read: async (path) => {
            await disk.pass();
            return from.host.read(path);
          },
        },
      }),
    });
    server.open('a.nbroute', 'include "lists.nbroute"\n');
    const symbols = ask(server, 'documentSymbol', 'a.nbroute');
    const latest = ask<DocumentDiagnosticReport>(server, 'diagnostic', 'a.nbroute');
    await disk.reached;
    server.change('a.nbroute', 2, { text: 'nonsense\n' });
    // The server reads messages in order, so after this response it has the change.
    server.open('b.nbroute', network);
    await ask<Hover>(server, 'hover', 'b.nbroute', at(0, 8));
    disk.open();
    assert.strictEqual(await failure(symbols), -32801);
    const report = await latest;
    assert.ok(report.kind === 'full' && report.items.some(({ code }) => code === 'unknown-statement'));
  });

  /** A session with many policies, one of which is held up by a gate. */
  async function slowly(
    [count, gated, gateOf]: readonly [count: number, gated: string, gateOf: () => Gate],
    before: (client: ProtocolConnection) => void,
  ): Promise<Session> {
    const files: Record<string, string> = {};
    for (let i = 0; i < count; i++)
      files[`p${i}.nbroute`] =
        `${network}prefix-list list-${i} = 10.0.0.0/8\nroute on-prem, 10.${i % 256}.0.0/16 via vpc\ninclude "lists.nbroute"\n`;
    files['lists.nbroute'] = 'prefix-list on-prem = 10.0.0.0/16\n';
    return started({
      files,
      environment: (from) => ({
        ...from,
        host: {
          ...from.host,
          read: async (path) => {
            if (path.endsWith(`/${gated}`)) await gateOf().pass();
            return { kind: 'text', text: files[path.replace('/w/', '')] ?? '' };
          },
        },
      }),
      before,
    });
  }

  it('keeps responding while it searches many files, shows progress, and stops when cancelled', async () => {
    const many = Math.max(100, runs(500));
    const begun: string[] = [];
    let disk = gate();
    const server = await slowly([many, `p${many / 2}.nbroute`, () => disk], (client) =>
      client.onNotification(
        '$/progress',
        ({ value }: { readonly value: { readonly kind: string } }) => void begun.push(value.kind),
      ),
    );
    server.open('open.nbroute', network);
    let ended = false;
    const all = server.client
      .sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] })
      .finally(() => (ended = true));
    await disk.reached;
    // Changes and requests sent meanwhile are answered before it finishes.
    for (let version = 2; version < 8; version++) {
      server.change('open.nbroute', version, { text: `${network}route 10.${version}.0.0/16 via vpc\n` });
      const hover = await ask<Hover>(server, 'hover', 'open.nbroute', at(2, 8));
      assert.match(JSON.stringify(hover), new RegExp(`10\\.${version}\\.0\\.0/16`));
      assert.ok(!ended);
    }
    await until('the beginning of its progress', () => begun[0] === 'begin');
    disk.open();
    assert.strictEqual((await all).items.length, many + 2);
    await until('the end of it', () => (begun[begun.length - 1] === 'end' ? true : undefined));

    disk = gate();
    const source = new CancellationTokenSource();
    const second = server.client.sendRequest('workspace/symbol', { query: '' }, source.token);
    await disk.reached;
    source.cancel();
    // The server reads messages in order, so after this response it has the cancellation.
    await ask<Hover>(server, 'hover', 'open.nbroute', at(2, 8));
    disk.open();
    assert.strictEqual(await failure(second), -32800);
  });

  it('sends partial results and progress on the tokens that the client provides', async () => {
    const progress: { readonly token: string; readonly value: unknown }[] = [];
    let created = 0;
    let disk = gate();
    const server = await slowly([300, 'p150.nbroute', () => disk], (client) => {
      client.onNotification('$/progress', (each: (typeof progress)[number]) => void progress.push(each));
      client.onRequest('window/workDoneProgress/create', () => {
        created++;
        return null;
      });
    });
    server.open('a.nbroute', `include "lists.nbroute"\n${network}route on-prem via vpc\n`);
    const tokens = (name: string): object => ({
      workDoneToken: `${name} work`,
      partialResultToken: `${name} part`,
    });
    const valuesOf = (token: string): unknown[] =>
      progress.filter((each) => each.token === token).map(({ value }) => value);
    const asked = {
      diagnostics: ['workspace/diagnostic', { previousResultIds: [] }],
      symbols: ['workspace/symbol', { query: 'list-' }],
      references: [
        'textDocument/references',
        {
          ...at(3, 8),
          textDocument: { uri: uriOf('a.nbroute') },
          context: { includeDeclaration: true },
        },
      ],
    } as const;
    const counts: Record<string, number> = {};
    for (const [name, [method, params]] of Object.entries(asked)) {
      disk = gate();
      const request = server.client.sendRequest<object>(method, { ...params, ...tokens(name) });
      // Partial results and progress appear only after a while, so the disk holds the work up until then.
      await until(`the progress of ${name}`, () => valuesOf(`${name} work`).length > 0);
      disk.open();
      const answer = await request;
      assert.deepStrictEqual(answer, name === 'diagnostics' ? { items: [] } : []);
      const parts = valuesOf(`${name} part`).map((part) => (isReport(part) ? part.items : part));
      assert.ok(parts.length > 1, name);
      counts[name] = parts.reduce<number>((sum, part) => sum + (Array.isArray(part) ? part.length : 0), 0);
      const work = valuesOf(`${name} work`).map((value) => (isWork(value) ? value.kind : ''));
      assert.deepStrictEqual([work[0], work[work.length - 1]], ['begin', 'end'], name);
    }
    assert.deepStrictEqual(counts, { diagnostics: 302, symbols: 300, references: 302 });
    assert.strictEqual(created, 0);
  });

  it('shows the hints that the user wants, and the lenses whose commands the client has', async () => {
    const server = await started({
      initializationOptions: {
        settings: {
          inlayHints: { addressCounts: true, interfaces: false },
          rules: { 'moves-default': 'off' },
        },
        commands: { preview: 'show.it' },
      },
    });
    server.open(
      'a.nbroute',
      `${network}route 10.0.0.0/8 via vpc\nexpect 10.0.0.0/8 via vpc\nexpect 8.8.8.0/24 via vpc\n`,
    );
    const labels = async (): Promise<unknown[]> =>
      (await ask<InlayHint[]>(server, 'inlayHint', 'a.nbroute', { range: everywhere })).map(
        ({ label }) => label,
      );
    assert.deepStrictEqual(await labels(), ['16,777,216 addresses', '16,777,216 addresses', '256 addresses']);
    const nbroute = { inlayHints: {} };
    void server.client.sendNotification('workspace/didChangeConfiguration', { settings: { nbroute } });
    assert.deepStrictEqual(await labels(), ['eth2 172.31.64.1']);
    const lenses = await ask<CodeLens[]>(server, 'codeLens', 'a.nbroute');
    assert.deepStrictEqual(
      lenses.map(({ command }) => [command?.title, command?.command]),
      [
        ['Preview', 'show.it'],
        ['Fails: 8.8.8.0/24 is routed via direct', 'show.it'],
      ],
    );
    assert.deepStrictEqual(lenses[1]?.command?.arguments?.[1], { probe: '8.8.8.0' });
    const none = { codeLens: { actions: false, expectations: false } };
    void server.client.sendNotification('workspace/didChangeConfiguration', { settings: { nbroute: none } });
    assert.deepStrictEqual(await ask<CodeLens[]>(server, 'codeLens', 'a.nbroute'), []);
  });

  it('shows hovers as plain text to an editor without Markdown', async () => {
    const hover = { contentFormat: ['plaintext' as const] };
    const server = await started({ capabilities: { ...capable, textDocument: { hover } } });
    server.open('a.nbroute', '# The *data* centre.\nroute 10.0.0.0/8 via direct\n');
    const { contents } = await ask<Hover>(server, 'hover', 'a.nbroute', at(1, 8));
    assert.deepStrictEqual(contents, {
      kind: 'plaintext',
      value: [
        '10.0.0.0/8 · 10.0.0.0 – 10.255.255.255 · netmask 255.0.0.0 · 16,777,216 addresses',
        'is routed via direct on eth0 through (direct gateway): the policy has a route for this prefix, and wins over the default route (via direct)',
        'The *data* centre.',
      ].join('\n\n'),
    });
  });

  it('formats the line that the cursor leaves, but not in a long text', async () => {
    const server = await started();
    const left = 'route   10.0.0.0/8    unreachable\nroute   11.0.0.0/8    unreachable\n';
    server.open('a.nbroute', left);
    server.open('b.nbroute', left + '#\n'.repeat(5000));
    const typed = (name: string): Promise<TextEdit[]> =>
      ask<TextEdit[]>(server, 'onTypeFormatting', name, { ...at(1, 0), ch: '\n', options: {} });
    const edits = await typed('a.nbroute');
    assert.deepStrictEqual(new Set(edits.map(({ range }) => range.end.line)), new Set([0]));
    assert.ok(edits.length > 0);
    assert.deepStrictEqual(await typed('b.nbroute'), []);
  });

  it('computes the edit of an action when it is chosen', async () => {
    const codeAction = { dataSupport: true, resolveSupport: { properties: ['edit'] } };
    const server = await started({ capabilities: { ...capable, textDocument: { codeAction } } });
    server.open('a.nbroute', `${network}route 10.2.0.0/16 via vpc\nroute 10.0.0.0/16 via vpc\n`);
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } };
    const actions = await ask<CodeAction[]>(server, 'codeAction', 'a.nbroute', {
      range,
      context: { diagnostics: [] },
    });
    const sort = actions.find(({ kind }) => kind === 'refactor.rewrite.sort');
    assert.ok(sort && !sort.edit);
    const chosen = await server.client.sendRequest<CodeAction>('codeAction/resolve', sort);
    assert.match(JSON.stringify(chosen.edit), /route 10\.0\.0\.0\/16 via vpc\\nroute 10\.2/);
    server.change('a.nbroute', 2, { text: '' });
    assert.strictEqual(await failure(server.client.sendRequest('codeAction/resolve', sort)), -32801);
  });

  describe('with a list that policies elsewhere may use', () => {
    const shared = `${network}prefix-list on-prem = 10.0.0.0/16\nroute on-prem via vpc\nroute 10.2.0.0/16, 10.3.0.0/16 via vpc\nprefix-list spare = 10.9.0.0/16\n`;
    const files = {
      'team/user.nbroute': `include "../shared.nbroute"\nprefix-list destinations = 10.8.0.0/16\nroute on-prem, destinations unreachable\n`,
      'team/indirect.nbroute':
        'include "user.nbroute"\nroute 8.8.8.8 via direct\nexpect on-prem via direct\n',
      'other.nbroute': 'prefix-list on-prem = 10.0.0.0/16\nroute on-prem unreachable\n',
    };
    const resolving = { dataSupport: true, resolveSupport: { properties: ['edit'] } };
    const offered = async (server: Session, line: number, only?: string[]): Promise<CodeAction[]> => {
      const start = { line, character: line === 4 ? 0 : 14 };
      return ask(server, 'codeAction', 'shared.nbroute', {
        range: { start, end: start },
        context: { diagnostics: [], only },
      });
    };
    const chosen = async (server: Session, line: number, title: RegExp): Promise<CodeAction> => {
      const action = (await offered(server, line)).find((each) => title.test(each.title));
      assert.ok(action && !action.edit, 'the edit was computed before it was chosen');
      return server.client.sendRequest('codeAction/resolve', action);
    };
    const editsOf = ({ edit }: CodeAction): [string, number | null, string[]][] =>
      (edit?.documentChanges ?? []).flatMap((each) =>
        'textDocument' in each
          ? [
              [
                each.textDocument.uri,
                each.textDocument.version,
                each.edits.map((one) => ('newText' in one ? one.newText : '')),
              ],
            ]
          : [],
      );
    const opened = async (text = shared, more = {}): Promise<{ server: Session; messages: string[] }> => {
      const messages: string[] = [];
      const server = await started({
        files: { ...files, 'shared.nbroute': text, ...more },
        capabilities: { ...capable, textDocument: { codeAction: resolving } },
        before: (client) =>
          void client.onNotification('window/showMessage', ({ message }: { readonly message: string }) => {
            messages.push(message);
          }),
      });
      server.open('shared.nbroute', text);
      return { server, messages };
    };

    it('inlines the list everywhere', async () => {
      const { server } = await opened();
      const edits = editsOf(await chosen(server, 2, /^Inline/));
      assert.deepStrictEqual(edits.sort(), [
        [uriOf('shared.nbroute'), 1, ['', '10.0.0.0/16']],
        [uriOf('team/indirect.nbroute'), null, ['10.0.0.0/16']],
        [uriOf('team/user.nbroute'), null, ['10.0.0.0/16']],
      ]);
    });

    it('names a new list as no policy names one', async () => {
      const { server } = await opened();
      const edits = editsOf(await chosen(server, 4, /^Extract/));
      assert.deepStrictEqual(edits, [
        [
          uriOf('shared.nbroute'),
          1,
          ['prefix-list destinations-2 = 10.2.0.0/16, 10.3.0.0/16\n\n', 'route destinations-2 via vpc'],
        ],
      ]);
    });

    it('removes the list only if none does', async () => {
      const { server, messages } = await opened();
      assert.deepStrictEqual(editsOf(await chosen(server, 5, /^Remove/)), [
        [uriOf('shared.nbroute'), 1, ['']],
      ]);
      assert.deepStrictEqual(messages, []);
      const used = await opened(shared, {
        'deep/er.nbroute': 'include "../shared.nbroute"\nprefix-list mine = spare\nroute mine via vpc\n',
      });
      const kept = await chosen(used.server, 5, /^Remove/);
      assert.strictEqual(kept.edit, undefined);
      await until('a message', () => used.messages.length > 0);
      assert.deepStrictEqual(used.messages, ['spare cannot be removed: deep/er.nbroute uses it']);
    });

    it('searches for an editor that cannot resolve edits only if it names the kind', async () => {
      const server = await started({
        files: { ...files, 'user.nbroute': 'include "shared.nbroute"\nroute spare via vpc\n' },
      });
      server.open('shared.nbroute', shared);
      const titles = async (...request: [number, string[]?]): Promise<string[]> =>
        (await offered(server, ...request)).map(({ title }) => title);
      assert.deepStrictEqual(await titles(2), []);
      assert.deepStrictEqual(await titles(2, ['refactor.inline']), ['Inline on-prem everywhere']);
      assert.deepStrictEqual(await titles(5), ['Allow unused-list here']);
      assert.deepStrictEqual(await titles(5, ['quickfix']), ['Allow unused-list here']);
      const [inline] = await offered(server, 2, ['refactor.inline']);
      assert.strictEqual(editsOf(inline).length, 3);
    });
  });
});
