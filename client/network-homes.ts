// The notebooks and subnets in the workspace's network files, which New Policy offers.
import { l10n, ProgressLocation, QuickPickItemKind, type Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type ImportParams,
  importRequest,
  type ImportResult,
  type NetworkHome,
  networkHomesRequest,
  type NetworkHomesParams,
} from '../server/protocol';
import { errorMessage } from './policy';
import { routesFromFile } from './routes-picker';

/** A notebook or a subnet, and the network file that contains it. */
export interface HomeInFile {
  readonly file: Uri;
  readonly home: NetworkHome;
}

/** At most this many files are searched. */
const mostFiles = 200;

export function homesInWorkspace(client: BaseLanguageClient): Thenable<readonly HomeInFile[]> {
  const title = l10n.t('Looking for network files');
  return window.withProgress({ location: ProgressLocation.Window, title }, async () => {
    const files = await workspace.findFiles('**/*.{json,tfstate}', '**/{node_modules,.*}/**', mostFiles);
    const homes = await Promise.all(files.map((file) => homesIn(client, file)));
    return homes.flat();
  });
}

/** The notebooks and subnets in a file; empty if it cannot be read. */
async function homesIn(client: BaseLanguageClient, file: Uri): Promise<readonly HomeInFile[]> {
  try {
    const params: NetworkHomesParams = { text: (await routesFromFile(file)).text };
    const homes = await client.sendRequest<readonly NetworkHome[]>(networkHomesRequest, params);
    return homes.map((home) => ({ file, home }));
  } catch (error) {
    client.debug(`${file.toString()}: ${errorMessage(error)}`);
    return [];
  }
}

/** Asks which one to create a policy for; null for another network, undefined if cancelled. */
export async function askedHome(homes: readonly HomeInFile[]): Promise<HomeInFile | null | undefined> {
  const items = homes.map((choice) => {
    const { notebook, subnet, blocks } = choice.home;
    const label = notebook === null ? `$(layers) ${subnet}` : `$(notebook) ${notebook}`;
    const description = `${blocks.join(', ')} · ${workspace.asRelativePath(choice.file)}`;
    return { label, description, choice };
  });
  const chosen = await window.showQuickPick(
    [
      ...items,
      { kind: QuickPickItemKind.Separator, label: '', choice: null },
      {
        label: `$(edit) ${l10n.t('Another Network…')}`,
        description: l10n.t('asks for the blocks of the VPC and the subnet'),
        choice: null,
      },
    ],
    {
      title: l10n.t('New Policy'),
      placeHolder: l10n.t('For which notebook or subnet? Its routes to private next hops are written'),
      matchOnDescription: true,
      ignoreFocusOut: true,
    },
  );
  return chosen?.choice;
}

/** Creates the policy of a notebook or subnet for a folder; rejects if that is not possible. */
export async function homePolicy(
  client: BaseLanguageClient,
  { file, home }: HomeInFile,
  name: string,
  folder: Uri | undefined,
): Promise<string> {
  const path = folder ? relativePath(folder, file) : workspace.asRelativePath(file);
  const params: ImportParams = { text: (await routesFromFile(file)).text, home, name, path };
  const result = await client.sendRequest<ImportResult>(importRequest, params);
  if (!result.ok) throw new Error(result.problem);
  const { assumptions } = result.notes;
  if (assumptions.length > 0)
    void window.showWarningMessage(l10n.t('nbroute: {0}', assumptions.slice(0, 3).join('; ')));
  return result.text;
}

function relativePath(folder: Uri, file: Uri): string {
  const parts = ({ path }: Uri): string[] => path.split('/').filter((part) => part !== '');
  const [from, to] = [parts(folder), parts(file)];
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}
