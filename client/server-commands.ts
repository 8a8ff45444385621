import { commands, env, type ExtensionContext, l10n, UIKind, version, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { errorReport, internalError, issuesPage } from '../server/lib/internal-error';
import { diagnosticInformationRequest, type TextResult } from '../server/protocol';

/** Registers the commands for a language server that misbehaves. */
export function registerServerCommands(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.restartServer', async () => {
      // A server that has crashed or hangs cannot shut down properly.
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

/** The report that the command line prints for an internal error, for the server and its editor. */
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
    // A server that does not respond is what to report.
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
