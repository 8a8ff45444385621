import { commands, l10n, window } from 'vscode';
import { type BaseLanguageClient, CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient';

/** A server that has died is started again without a word; that it keeps dying is said once, with the way on. */
export function errorHandler(client: BaseLanguageClient): ErrorHandler {
  const counting = client.createDefaultErrorHandler();
  return {
    // What cannot be read or written any more is followed by the connection's end. The log has it.
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
    ...[again, log],
  );
  if (chosen === again) await commands.executeCommand('nbroute.restartServer');
  else if (chosen === log) await commands.executeCommand('nbroute.showLog');
}
