// The parts of the extension that need no Node, started in both hosts.
import { commands, type ExtensionContext, l10n, window } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { policyChangesOf } from './policy-changes';
import { registerCompare } from './compare';
import { errorHandler } from './error-handler';
import { registerExports } from './export';
import { registerFileRequests } from './file-requests';
import { registerFleet } from './fleet';
import { registerImport } from './import';
import { leaveOpenConfigsToJson } from './open-config';
import { registerPaste } from './paste';
import { registerLanguageModelTools } from './language-model-tools';
import { registerLanguageStatus } from './language-status';
import { registerNewPolicy } from './new-policy';
import { registerPreview } from './preview/panel';
import { registerResultDocuments } from './result-documents';
import { registerServerCommands } from './server-commands';
import { registerTestExplorer } from './test-explorer';
import { holdBackWhileTyping } from './typing';
import { registerVerify } from './verify';

/** What the entry of a host has, which imports as little as possible besides, because it is loaded at run time. */
export interface ExtensionHost {
  readonly client: BaseLanguageClient;
  /** Registers what only this host has. */
  readonly register?: () => void;
  /** Ends what remains of the language server after its client has ended. */
  readonly end?: () => void;
}

/** The client's options for the server in either host. */
export const clientOptions = (): LanguageClientOptions => ({
  documentSelector: [{ language: 'nbroute' }],
  initializationOptions: {
    // The commands of the lenses above a policy.
    commands: { preview: 'nbroute.previewRouteTable', export: 'nbroute.exportLifecycleScript' },
    files: true,
  },
});

/** Registers the commands and views, and starts the server. */
export function start(context: ExtensionContext, client: BaseLanguageClient): void {
  const changes = policyChangesOf(context, client);
  holdBackWhileTyping(context, client);
  leaveOpenConfigsToJson(context, client);
  const results = registerResultDocuments(context);
  const previews = registerPreview(context, client, changes, results);
  registerExports(context, client, results, previews.activePolicy);
  registerCompare(context, previews);
  registerVerify(context, client, results, previews.activePolicy);
  registerImport(context, client);
  registerFleet(context, client, results);
  registerPaste(context, client);
  registerNewPolicy(context, client);
  registerServerCommands(context, client);
  registerFileRequests(context, client);
  // Completes the first step of the walkthrough.
  const opened = changes.policy(() => {
    opened.dispose();
    void commands.executeCommand('setContext', 'nbroute.policyOpened', true);
  });
  registerTestExplorer(context, client, changes);
  registerLanguageStatus(context, client, changes);
  registerLanguageModelTools(context, client);

  client.clientOptions.errorHandler = errorHandler(client);
  client.start().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(
      l10n.t(
        'nbroute: the language server did not start ({0}); run “nbroute: Restart Language Server”',
        reason,
      ),
    );
  });
}
