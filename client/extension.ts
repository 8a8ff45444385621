// The extension where its host is Node: starts the language server and registers the commands.
import { type ExtensionContext, window } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { registerExports } from './export';
import { registerPreview } from './preview/panel';

let client: LanguageClient | undefined;

/** Returns the client, for the tests; commands work at once, their requests wait for the server's start. */
export function activate(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'nbroute' }],
    // What the lenses above a policy call.
    initializationOptions: {
      commands: { preview: 'nbroute.previewRouteTable', export: 'nbroute.exportLifecycleScript' },
    },
  };
  client = new LanguageClient('nbroute', 'nbroute', { module, transport: TransportKind.ipc }, options);

  const previews = registerPreview(context, client);
  registerExports(context, client, previews.activePolicy);
  client.start().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`nbroute: the language server did not start (${reason}); reload the window`);
  });
  return client;
}

/** Ends the language server. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
