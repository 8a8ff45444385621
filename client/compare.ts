import {
  commands,
  type ExtensionContext,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type CompareParams, compareRequest, type CompareResult } from '../server/protocol';
import { notesMarkdown } from './import-notes';
import { nameOf, policyOf, errorMessage } from './policy';
import { headText } from './preview/head';
import { type ResultDocuments, showResultDocument } from './result-documents';
import { type NamedRoutes, routesFromFile, routesPickerItems } from './routes-picker';

type Other = CompareParams['other'];

interface Item extends QuickPickItem {
  /** What it stands for when it is chosen. */
  readonly other?: () => Promise<Other | NamedRoutes | Uri | undefined>;
}

/** How many policies of the workspace are offered. */
const mostPolicies = 500;

/** The command. Its second argument, a policy or a file with routes, is what a person would be asked for. */
export function registerCompare(
  context: ExtensionContext,
  client: BaseLanguageClient,
  results: ResultDocuments,
  activePreview: () => Uri | undefined,
): void {
  const compare = async (policy: Uri, second: unknown): Promise<void> => {
    const chosen = otherOf(policy, second) ?? (await otherChosen(policy));
    if (!chosen) return;
    const uri = await openedUri(client, policy);
    const other = chosen instanceof Uri ? await otherIn(client, chosen) : chosen;
    const params: CompareParams = { uri, name: workspace.asRelativePath(policy), other };
    const result = await client.sendRequest<CompareResult>(compareRequest, params);
    if (!result.ok) throw new Error(result.problem);
    const title = l10n.t('{0} and {1}', nameOf(policy), other.name.replace(/^.*\//, ''));
    await showResultDocument(results.put(`${title}.md`, result.markdown + notesMarkdown(result.notes)));
  };
  context.subscriptions.push(
    commands.registerCommand('nbroute.compare', async (on?: unknown, second?: unknown) => {
      const policy = policyOf(on, activePreview);
      if (!policy) return;
      try {
        await compare(policy, second);
      } catch (error) {
        void window.showErrorMessage(l10n.t('nbroute: nothing was compared: {0}', errorMessage(error)));
      }
    }),
  );
}

/** The other one of two files that are selected in the explorer, or what a caller gives. */
function otherOf(policy: Uri, second: unknown): Uri | undefined {
  const all: readonly unknown[] = Array.isArray(second) ? second : [second];
  const others = all.filter((each) => each instanceof Uri && each.toString() !== policy.toString());
  const [other] = others;
  return others.length === 1 && other instanceof Uri ? other : undefined;
}

async function otherChosen(policy: Uri): Promise<Other | Uri | undefined> {
  const item = await window.showQuickPick<Item>(itemsFor(policy), {
    title: l10n.t('Compare {0}', nameOf(policy)),
    placeHolder: l10n.t('Compare with what? The result shows which addresses are routed differently'),
    matchOnDescription: true,
  });
  return item?.other?.();
}

async function itemsFor(policy: Uri): Promise<Item[]> {
  const heading = (label: string): Item => ({ kind: QuickPickItemKind.Separator, label });
  const policies = (await otherPolicies(policy)).map(({ uri, path }) => ({
    label: nameOf(uri),
    ...(path !== nameOf(uri) && { description: path }),
    other: () => Promise.resolve(uri),
  }));
  const dialog = { title: l10n.t('Compare with Routes, a Script or a Policy'), openLabel: l10n.t('Compare') };
  const routes = routesPickerItems(dialog).map(({ routes: other, ...item }) => ({ ...item, other }));
  return [
    ...(await commitItems(policy)),
    heading(l10n.t('routes of a notebook: ip route, route -n, or a script')),
    ...routes,
    ...(policies.length > 0 ? [heading(l10n.t('another policy')), ...policies] : []),
  ];
}

/** Every policy of the workspace and every open one, by path. */
async function otherPolicies(policy: Uri): Promise<{ readonly uri: Uri; readonly path: string }[]> {
  const found = await workspace.findFiles('**/*.nbroute', '**/node_modules/**', mostPolicies);
  const open = workspace.textDocuments.filter(({ languageId }) => languageId === 'nbroute');
  const all = new Map([...open.map(({ uri }) => uri), ...found].map((uri) => [uri.toString(), uri]));
  return [...all.values()]
    .filter((uri) => uri.toString() !== policy.toString() && uri.scheme !== 'git')
    .map((uri) => ({ uri, path: workspace.asRelativePath(uri) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The policy as it was committed, where it was; a file elsewhere than on a disk is in no repository. */
async function commitItems(policy: Uri): Promise<Item[]> {
  const head = policy.scheme === 'file' ? await headText(policy) : undefined;
  if (!head || ('problem' in head && !head.unreadable)) return [];
  const name = l10n.t('{0} in Git’s HEAD', workspace.asRelativePath(policy));
  return [
    {
      label: `$(git-commit) ${l10n.t('The Last Commit')}`,
      description: l10n.t('this policy in Git’s HEAD'),
      other: () =>
        'text' in head
          ? Promise.resolve({ name, source: head.text })
          : Promise.reject(new Error(head.problem)),
    },
  ];
}

/** A policy by its name; anything else is routes. */
async function otherIn(client: BaseLanguageClient, file: Uri): Promise<Other> {
  if (!/\.nbroute$/i.test(file.path) && !isOpenPolicy(file)) return routesFromFile(file);
  return { name: workspace.asRelativePath(file), uri: await openedUri(client, file) };
}

const isOpenPolicy = (file: Uri): boolean =>
  workspace.textDocuments.some(
    ({ uri, languageId }) => languageId === 'nbroute' && uri.toString() === file.toString(),
  );

/** Opening a policy is what makes the server know it. */
async function openedUri(client: BaseLanguageClient, policy: Uri): Promise<string> {
  const document = await workspace.openTextDocument(policy);
  return client.code2ProtocolConverter.asUri(document.uri);
}
