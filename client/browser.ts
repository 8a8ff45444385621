// The extension where its host is a browser's worker: the language server is a worker beside it.
import { type ExtensionContext, Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { clientOptions, start } from './start';

/** What is used of a dedicated worker, https://html.spec.whatwg.org/#dedicated-workers-and-the-worker-interface. */
declare class Worker {
  constructor(url: string, options: { readonly name: string });
  readonly terminate: () => void;
}

let client: LanguageClient | undefined;
let server: { readonly worker: Worker; readonly url: string } | undefined;

/** Returns the client, for the tests; commands work at once, their requests wait for the server's start. */
export function activateInBrowser(context: ExtensionContext): LanguageClient {
  const program = Uri.joinPath(context.extensionUri, 'dist', 'server.js');
  // Not the worker itself: the one that VS Code makes is no instance of the class that the client looks for.
  const started = async (): Promise<MessageTransports> => {
    endServer();
    const { worker } = (server = await serverFrom(program));
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  client = new LanguageClient('nbroute', 'nbroute', started, clientOptions());
  start(context, client);
  return client;
}

/** Ends the language server. */
export async function deactivateInBrowser(): Promise<void> {
  await client?.dispose();
  endServer();
}

/** A worker is started from a text at hand: a browser takes none from another origin, where an extension often is. */
async function serverFrom(program: Uri): Promise<NonNullable<typeof server>> {
  const source = await workspace.fs.readFile(program);
  const url = URL.createObjectURL(new Blob([new Uint8Array(source)], { type: 'text/javascript' }));
  return { worker: new Worker(url, { name: 'nbroute' }), url };
}

/** A worker goes on until it is ended, whatever the client has told it. */
function endServer(): void {
  if (!server) return;
  server.worker.terminate();
  URL.revokeObjectURL(server.url);
  server = undefined;
}
