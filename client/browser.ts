// The extension in the browser, where the language server runs in a worker.
import { type ExtensionContext, Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import type { ExtensionHost } from './start';
import { workerScript } from './worker-script';

/** The names of the server's files that run in a worker, without their folder; set by the build. */
declare const serverFiles: readonly string[];

/** The parts used of a dedicated worker: https://html.spec.whatwg.org/#dedicated-workers-and-the-worker-interface. */
declare class Worker {
  constructor(url: string, options: { readonly name: string });
  readonly terminate: () => void;
}

let server: { readonly worker: Worker; readonly url: string } | undefined;

export function browserHost(
  { extensionUri }: ExtensionContext,
  options: LanguageClientOptions,
): ExtensionHost {
  const folder = Uri.joinPath(extensionUri, 'dist');
  // The transports instead of the worker itself, because VS Code's worker fails the client's `instanceof` check.
  const started = async (): Promise<MessageTransports> => {
    endServer();
    const { worker } = (server = await serverFrom(folder));
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return { client: new LanguageClient('nbroute', 'nbroute', started, options), end: endServer };
}

/** Starts a worker from a blob URL, because browsers reject scripts from another origin, where extensions often are. */
async function serverFrom(folder: Uri): Promise<NonNullable<typeof server>> {
  const names = ['server.js', ...serverFiles.map((name) => `server/${name}`)];
  const files = await Promise.all(
    names.map(async (name) => {
      const text = new Uint8Array(await workspace.fs.readFile(Uri.joinPath(folder, name)));
      return [name.slice(name.lastIndexOf('/') + 1), text] as const;
    }),
  );
  const url = URL.createObjectURL(new Blob(workerScript(files), { type: 'text/javascript' }));
  return { worker: new Worker(url, { name: 'nbroute' }), url };
}

/** A worker runs until it is terminated, even after the client has sent `exit`. */
function endServer(): void {
  if (!server) return;
  server.worker.terminate();
  URL.revokeObjectURL(server.url);
  server = undefined;
}
