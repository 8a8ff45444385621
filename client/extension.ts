// The extension in Node, where the language server runs in a process of its own.
import { commands, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions, start } from './start';
import { registerTasks } from './tasks';

let client: LanguageClient | undefined;

/** Returns the client for tests. Commands are registered at once; their requests wait until the server has started. */
export function activateOnDesktop(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  client = new LanguageClient(
    'nbroute',
    'nbroute',
    { module, transport: TransportKind.ipc },
    clientOptions(),
  );
  // Only these hosts can run the kernel check; `isLinux` and `isWeb` describe the window, not the extension host.
  void commands.executeCommand('setContext', 'nbroute.linux', process.platform === 'linux');
  start(context, client);
  registerTasks(context);
  return client;
}

/** Stops the language server. */
export async function deactivateOnDesktop(): Promise<void> {
  await client?.dispose();
}
