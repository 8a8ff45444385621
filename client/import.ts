import { commands, type ExtensionContext, l10n, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type ImportParams, importRequest, type ImportResult } from '../server/protocol';
import { notesComment } from './import-notes';
import { errorMessage } from './policy';
import { type NamedRoutes, routesFromFile, routesPickerItems } from './routes-picker';

/** The command. Its argument, a file with routes, replaces the question. */
export function registerImport(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.import', async (on?: unknown) => {
      try {
        const chosen = on instanceof Uri ? on : await chosenRoutes();
        if (chosen) await imported(client, chosen instanceof Uri ? await routesFromFile(chosen) : chosen);
      } catch (error) {
        void window.showErrorMessage(l10n.t('nbroute: nothing was imported: {0}', errorMessage(error)));
      }
    }),
  );
}

async function chosenRoutes(): Promise<NamedRoutes | Uri | undefined> {
  const dialog = { title: l10n.t('Import Routes from a Dump or a Script'), openLabel: l10n.t('Import') };
  const item = await window.showQuickPick(routesPickerItems(dialog), {
    title: l10n.t('Import Routes'),
    placeHolder: l10n.t('From where? Routes as ip route or route -n show them, or a script that sets them'),
  });
  return item?.routes();
}

/** Opens an untitled policy; what it lacks is in its first comment and in one notification. */
async function imported(client: BaseLanguageClient, { name, text }: NamedRoutes): Promise<void> {
  const params: ImportParams = { text };
  const result = await client.sendRequest<ImportResult>(importRequest, params);
  if (!result.ok) throw new Error(l10n.t('{0}: {1}', name, result.problem));
  const content = `${notesComment(l10n.t('Imported from {0}.', name), result.notes)}\n${result.text}`;
  await window.showTextDocument(await workspace.openTextDocument({ language: 'nbroute', content }));
  const count = result.notes.missing.length;
  if (count === 0) return;
  const message =
    count === 1
      ? l10n.t('nbroute: a line of {0} is not in the policy; its first comment says which, and why', name)
      : l10n.t(
          'nbroute: {1} lines of {0} are not in the policy; its first comment says which, and why',
          name,
          count,
        );
  void window.showWarningMessage(message);
}
