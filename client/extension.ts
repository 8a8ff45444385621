// The extension where its host is Node: the language server is a process beside it.
import { commands, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions, start } from './start';
import { registerTasks } from './tasks';

let client: LanguageClient | undefined;

/** Returns the client, for the tests; commands work at once, their requests wait for the server's start. */
export function activateOnDesktop(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  client = new LanguageClient(
    'nbroute',
    'nbroute',
    { module, transport: TransportKind.ipc },
    clientOptions(),
  );
  // Only these hosts have a kernel to ask; `isLinux` and `isWeb` say where the window is, not where the extension runs.
  void commands.executeCommand('setContext', 'nbroute.linux', process.platform === 'linux');
  start(context, client);
  registerTasks(context);
  return client;
}

/** Ends the language server. */
export async function deactivateOnDesktop(): Promise<void> {
  await client?.dispose();
}
