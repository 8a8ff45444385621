import { commands, env, type ExtensionContext, l10n, UIKind, version, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { errorReport, internalError, issuesPage } from '../server/internal-error';
import { diagnosticInformationRequest, type TextResult } from '../server/protocol';

/** What a person can do when the language server does not do what it should. */
export function registerServerCommands(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.restartServer', async () => {
      // A server that has died, or that does not answer, is none that could end as it should.
      await client.stop().catch((error: unknown) => client.error('The server did not stop', error, false));
      await client.start();
    }),
    commands.registerCommand('nbroute.copyDiagnosticInformation', async () => {
      await env.clipboard.writeText(await diagnosticInformation(context, client));
      void window.showInformationMessage(
        l10n.t('nbroute: copied; paste it into a report at {0}. It holds no text of a policy.', issuesPage),
      );
    }),
    commands.registerCommand('nbroute.showLog', () => client.outputChannel.show()),
  );
}

/** What the command line prints of an internal error, of the server and of the editor it runs in. */
async function diagnosticInformation(context: ExtensionContext, client: BaseLanguageClient): Promise<string> {
  const editor = [
    `editor: ${env.appName} ${version}`,
    `window: ${env.uiKind === UIKind.Web ? 'web' : 'desktop'}${env.remoteName === undefined ? '' : `, ${env.remoteName}`}`,
  ].join('\n');
  return `${editor}\n${await serverInformation(context, client)}`;
}

async function serverInformation(context: ExtensionContext, client: BaseLanguageClient): Promise<string> {
  try {
    const result = await client.sendRequest<TextResult>(diagnosticInformationRequest, {});
    if (result.ok) return result.text;
  } catch (error) {
    // A server that does not answer is what there is to report.
    return errorReport({ version: versionOf(context), platform: 'unknown' }, 'language server', [
      internalError(error),
    ]);
  }
  return errorReport({ version: versionOf(context), platform: 'unknown' }, 'language server', []);
}

function versionOf({ extension }: ExtensionContext): string {
  const manifest: unknown = extension.packageJSON;
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
