import { PassThrough } from 'node:stream';
import * as path from 'node:path';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeResult,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type { Features } from '../../server/features/index';
import type { Environment } from '../../server/lsp/environment';
import { serve } from '../../server/lsp/serve';
import { startSession } from '../../server/lsp/server';
import { memoryHost } from '../memory-host';

/** All client capabilities, for tests that do not depend on any. */
export const capable: ClientCapabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
    workspaceFolders: true,
  },
  textDocument: {
    completion: { completionItem: { snippetSupport: true } },
    diagnostic: { relatedDocumentSupport: true },
    definition: { linkSupport: true },
  },
  window: { workDoneProgress: true },
};

/** The URI of a file below /w. */
export function uriOf(name: string): string {
  return `file:///w/${name}`;
}

/** A server in this process connected to a client, with files in memory only. */
export interface Session {
  readonly client: ProtocolConnection;
  readonly started: InitializeResult;
  /** The server's log. */
  readonly logs: readonly string[];
  readonly open: (name: string, text: string, version?: number) => void;
  /** Applies changes to a text, or replaces it. */
  readonly change: (name: string, version: number, ...changes: readonly object[]) => void;
  readonly end: () => void;
}

export interface Options {
  readonly files?: Record<string, string>;
  readonly capabilities?: ClientCapabilities;
  readonly features?: Features;
  readonly environment?: (made: Environment) => Environment;
  readonly initializationOptions?: unknown;
  /** Called before `initialize`, to register handlers for early messages. */
  readonly before?: (client: ProtocolConnection) => void;
}

export async function session({
  files = {},
  capabilities = capable,
  features,
  environment = (made) => made,
  initializationOptions,
  before,
}: Options = {}): Promise<Session> {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(there),
    new StreamMessageWriter(back),
  );
  const client = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  const defaults: Environment = {
    host: hostOf(files),
    pathOf: (uri) => decodeURI(uri.replace('file://', '')),
    uriOf: (file) => `file://${encodeURI(file)}`,
    version: '0.0.0',
    entries: (folder) => {
      const names = Object.keys(files).map((name) => path.posix.relative(folder, `/w/${name}`));
      const inside = new Set(
        names.filter((name) => !name.startsWith('..')).map((name) => name.split('/')[0]),
      );
      return Promise.resolve(
        [...inside].map((name) => ({
          name,
          path: `${folder}/${name}`,
          folder: names.some((each) => each.startsWith(`${name}/`)),
        })),
      );
    },
  };
  const made = environment(defaults);
  serve(server, made.version, (by, params) => startSession(server, made, by, params, features));
  const logs: string[] = [];
  client.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
    logs.push(message);
  });
  client.onRequest('client/registerCapability', () => null);
  client.onRequest('window/workDoneProgress/create', () => null);
  for (const method of ['diagnostic', 'inlayHint', 'semanticTokens', 'codeLens'])
    client.onRequest(`workspace/${method}/refresh`, () => null);
  before?.(client);
  client.listen();
  const started = await client.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
    capabilities,
    initializationOptions,
  });
  void client.sendNotification('initialized', {});
  return {
    client,
    started,
    logs,
    open: (name, text, version = 1) => {
      const textDocument = { uri: uriOf(name), languageId: 'anything', version, text };
      void client.sendNotification('textDocument/didOpen', { textDocument });
    },
    change: (name, version, ...contentChanges) => {
      const textDocument = { uri: uriOf(name), version };
      void client.sendNotification('textDocument/didChange', { textDocument, contentChanges });
    },
    end: () => {
      client.dispose();
      there.destroy();
      back.destroy();
    },
  };
}

/** Files by name, read each time, so that a test can change them. */
function hostOf(files: Record<string, string>): Environment['host'] {
  const hostWith = (file: string): Environment['host'] => {
    const text = files[path.posix.relative('/w', file)];
    return memoryHost(text === undefined ? {} : { [file]: text });
  };
  return {
    resolve: (from, to) => memoryHost({}).resolve(from, to),
    read: (file) => hostWith(file).read(file),
    config: async () => {
      const config = '/w/nbroute.json';
      const read = await hostWith(config).read(config);
      return read.kind === 'missing' ? undefined : { path: config, read };
    },
  };
}
