import { commands, type ExtensionContext, l10n, ProgressLocation, type Uri, window, workspace } from 'vscode';
import { type BaseLanguageClient, ProgressType } from 'vscode-languageclient';
import { type VerifyParams, type VerifyProgress, verifyRequest, type VerifyResult } from '../server/protocol';
import { inBrowser } from './in-browser';
import { nameOf, policyOf, errorMessage } from './policy';
import { type ResultDocuments, showResultDocument } from './result-documents';

const verifyProgress = new ProgressType<VerifyProgress>();

/** The command; VS Code shows it if `nbroute.linux` is set and the workspace is trusted. */
export function registerVerify(
  context: ExtensionContext,
  client: BaseLanguageClient,
  results: ResultDocuments,
  activePreview: () => Uri | undefined,
): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.verify', async (on?: unknown) => {
      if (!workspace.isTrusted) {
        void window.showErrorMessage(
          l10n.t('nbroute: a policy is verified only in a workspace that you trust'),
        );
        return;
      }
      if (inBrowser || process.platform !== 'linux') {
        const message = l10n.t(
          'nbroute: asking a kernel needs an extension host on Linux; run nbroute verify there',
        );
        void window.showErrorMessage(message);
        return;
      }
      const policy = policyOf(on, activePreview);
      if (policy) await verify(client, results, policy);
    }),
  );
}

async function verify(client: BaseLanguageClient, results: ResultDocuments, policy: Uri): Promise<void> {
  const name = nameOf(policy);
  try {
    const result = await verifyResponse(client, policy);
    if (!result) return;
    if (result.kind === 'errors') {
      const message = l10n.t('nbroute: {0} has errors, so there is nothing to verify yet', name);
      void window.showErrorMessage(message);
    } else {
      await showResultDocument(results.put(l10n.t('{0} on this kernel', `${name}`) + '.txt', result.text));
    }
  } catch (error) {
    void window.showErrorMessage(l10n.t('nbroute: {0} was not verified: {1}', name, errorMessage(error)));
  }
}

/** Undefined if the user cancels. */
async function verifyResponse(client: BaseLanguageClient, policy: Uri): Promise<VerifyResult | undefined> {
  // Opening the document makes it known to the server.
  await workspace.openTextDocument(policy);
  const params: VerifyParams = {
    uri: client.code2ProtocolConverter.asUri(policy),
    progress: `verify ${crypto.randomUUID()}`,
  };
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Asking this machine’s kernel about {0}', nameOf(policy)),
    cancellable: true,
  };
  return window.withProgress(options, async (progress, token) => {
    let before = 0;
    const reports = client.onProgress(verifyProgress, params.progress, ({ done, all: total }) => {
      const message = l10n.t('{0} of {1} notebooks', done, total);
      progress.report({ message, increment: ((done - before) / total) * 100 });
      before = done;
    });
    try {
      const result = await client.sendRequest<VerifyResult>(verifyRequest, params, token);
      return token.isCancellationRequested ? undefined : result;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      reports.dispose();
    }
  });
}
