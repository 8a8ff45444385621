import { commands, type ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** What a person can do when the language server does not do what it should. */
export function registerServerCommands(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.restartServer', async () => {
      // A server that has died, or that does not answer, is none that could end as it should.
      await client.stop().catch((error: unknown) => client.error('The server did not stop', error, false));
      await client.start();
    }),
    commands.registerCommand('nbroute.showLog', () => client.outputChannel.show()),
  );
}
