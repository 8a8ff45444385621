import { commands, l10n, window } from 'vscode';
import { type BaseLanguageClient, CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient';

/** Restarts a crashed server silently; if it keeps crashing, notifies the user once. */
export function errorHandler(client: BaseLanguageClient): ErrorHandler {
  const counting = client.createDefaultErrorHandler();
  return {
    // A failed read or write closes the connection, and is logged.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: async () => {
      const { action } = await counting.closed();
      if (action === CloseAction.DoNotRestart) void reportRepeatedEnd();
      return { action, handled: true };
    },
  };
}

async function reportRepeatedEnd(): Promise<void> {
  const [again, log] = [l10n.t('Restart'), l10n.t('Show Log')];
  const chosen = await window.showErrorMessage(
    l10n.t(
      'nbroute: the language server has ended five times in three minutes; policies are not checked now',
    ),
    again,
    log,
  );
  if (chosen === again) await commands.executeCommand('nbroute.restartServer');
  else if (chosen === log) await commands.executeCommand('nbroute.showLog');
}
