// The extension in Node, where the language server runs in a process of its own.
import { commands, type ExtensionContext } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import type { ExtensionHost } from './start';
import { registerTasks } from './tasks';

export function nodeHost(context: ExtensionContext, options: LanguageClientOptions): ExtensionHost {
  const module = context.asAbsolutePath('dist/server.js');
  // Only these hosts can run the kernel check; `isLinux` and `isWeb` describe the window, not the extension host.
  void commands.executeCommand('setContext', 'nbroute.linux', process.platform === 'linux');
  return {
    client: new LanguageClient('nbroute', 'nbroute', { module, transport: TransportKind.ipc }, options),
    register: () => registerTasks(context),
  };
}
