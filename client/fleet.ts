// Shows which notebook runs which policy of the workspace, as a page.
import {
  commands,
  type ExtensionContext,
  l10n,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { decodedUtf8 } from '../server/lib/file-text';
import { fleetComparisonCommand, type FleetParams, fleetRequest, type FleetResult } from '../server/protocol';
import { errorMessage, nameOf } from './policy';
import { type ResultDocuments, showResultDocument } from './result-documents';

type Fleet = Extract<FleetResult, { readonly ok: true }>;

/** The command. Its argument, files with the AWS CLI's output, replaces the question. */
export function registerFleet(
  context: ExtensionContext,
  client: BaseLanguageClient,
  results: ResultDocuments,
): void {
  let panel: WebviewPanel | undefined;
  let fleet: Fleet | undefined;
  const show = async (files: readonly Uri[]): Promise<void> => {
    const params: FleetParams = { texts: await Promise.all(files.map(textOf)) };
    const result = await client.sendRequest<FleetResult>(fleetRequest, params);
    if (!result.ok) throw new Error(result.problem);
    fleet = result;
    panel ??= createPanel(() => (panel = undefined));
    panel.webview.html = result.html;
    panel.reveal();
    if (result.problems.length > 0)
      void window.showWarningMessage(l10n.t('nbroute: {0}', result.problems.slice(0, 3).join('; ')));
  };
  context.subscriptions.push(
    commands.registerCommand('nbroute.showFleet', async (on?: unknown) => {
      const files = filesIn(on) ?? (await filesChosen());
      if (!files) return;
      try {
        await show(files);
      } catch (error) {
        void window.showErrorMessage(l10n.t('nbroute: the fleet is not shown: {0}', errorMessage(error)));
      }
    }),
    // The command of the page's links.
    commands.registerCommand(fleetComparisonCommand, async (index?: unknown) => {
      const comparison = typeof index === 'number' ? fleet?.comparisons[index] : undefined;
      if (comparison) await showResultDocument(results.put(`${comparison.title}.md`, comparison.markdown));
    }),
    { dispose: () => void panel?.dispose() },
  );
}

/** A page without scripts, whose links may call only these two commands. */
function createPanel(closed: () => void): WebviewPanel {
  const panel = window.createWebviewPanel('nbroute.fleet', l10n.t('Fleet'), ViewColumn.Active, {
    enableCommandUris: ['vscode.open', fleetComparisonCommand],
    enableScripts: false,
    localResourceRoots: [],
  });
  panel.onDidDispose(closed);
  return panel;
}

function filesIn(on: unknown): readonly Uri[] | undefined {
  const all: readonly unknown[] = Array.isArray(on) ? on : [on];
  const files = all.filter((each): each is Uri => each instanceof Uri);
  return files.length > 0 ? files : undefined;
}

function filesChosen(): Thenable<readonly Uri[] | undefined> {
  return window.showOpenDialog({
    canSelectMany: true,
    filters: { [l10n.t('Output of the AWS CLI')]: ['json'] },
    openLabel: l10n.t('Show Fleet'),
    title: l10n.t('Output of the AWS CLI About Notebooks'),
  });
}

async function textOf(file: Uri): Promise<string> {
  const decoded = decodedUtf8(await workspace.fs.readFile(file));
  if (decoded.kind === 'text') return decoded.text;
  throw new Error(l10n.t('{0} cannot be read: {1}', nameOf(file), decoded.reason));
}
