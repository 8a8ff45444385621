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
import { commitOf, type Repository, repositoryOf } from './git';
import { nameOf, policyOf } from './policy';
import type { Other } from './preview/comparison';
import type { Previews } from './preview/panel';
import { routesPickerItems } from './routes-picker';

interface Item extends QuickPickItem {
  /** What to compare with if the item is chosen. */
  readonly other?: () => Other | undefined | Promise<Other | undefined>;
}

/** At most this many of the workspace's policies are offered. */
const mostPolicies = 500;

/** The command. Its second argument, a policy or another file, replaces the question. */
export function registerCompare(context: ExtensionContext, previews: Previews): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.compare', async (on?: unknown, second?: unknown) => {
      const policy = policyOf(on, previews.activePolicy);
      if (!policy) return;
      const other = otherGiven(policy, second) ?? (await otherChosen(policy));
      if (other) await previews.compare(policy, other);
    }),
  );
}

/** The other of two files selected in the explorer, or the one that a caller passes. */
function otherGiven(policy: Uri, second: unknown): Other | undefined {
  const all: readonly unknown[] = Array.isArray(second) ? second : [second];
  const others = all.filter((each) => each instanceof Uri && each.toString() !== policy.toString());
  const [other] = others;
  return others.length === 1 && other instanceof Uri ? fileOther(other) : undefined;
}

const fileOther = (file: Uri): Other => ({ kind: 'file', uri: file.toString() });

async function otherChosen(policy: Uri): Promise<Other | undefined> {
  const item = await window.showQuickPick<Item>(itemsFor(policy), {
    title: l10n.t('Compare {0}', nameOf(policy)),
    placeHolder: l10n.t('Compare with what? The result shows which addresses are routed differently'),
    matchOnDescription: true,
  });
  return item?.other?.();
}

async function itemsFor(policy: Uri): Promise<Item[]> {
  const heading = (label: string): Item => ({ kind: QuickPickItemKind.Separator, label });
  const policies = (await otherPolicies(policy)).map(({ uri, path }): Item => ({
    label: nameOf(uri),
    ...(path !== nameOf(uri) && { description: path }),
    other: () => fileOther(uri),
  }));
  const dialog = {
    title: l10n.t('Compare with Routes, a Network File or a Policy'),
    openLabel: l10n.t('Compare'),
  };
  const routes = routesPickerItems(dialog).map(({ routes: chosen, ...item }): Item => ({
    ...item,
    other: async () => {
      const given = await chosen();
      return given instanceof Uri ? fileOther(given) : given && { kind: 'text', ...given };
    },
  }));
  return [
    ...(await revisionItems(policy)),
    heading(l10n.t('a notebook’s routes, script or log, its deployed configuration, or a network file')),
    ...routes,
    ...(policies.length > 0 ? [heading(l10n.t('another policy')), ...policies] : []),
  ];
}

/** The other policies of the workspace and those that are open, sorted by path. */
async function otherPolicies(policy: Uri): Promise<{ readonly uri: Uri; readonly path: string }[]> {
  const files = await workspace.findFiles('**/*.nbroute', '**/node_modules/**', mostPolicies);
  const open = workspace.textDocuments.filter(({ languageId }) => languageId === 'nbroute');
  const all = new Map([...open.map(({ uri }) => uri), ...files].map((uri) => [uri.toString(), uri]));
  return [...all.values()]
    .filter((uri) => uri.toString() !== policy.toString() && uri.scheme !== 'git')
    .map((uri) => ({ uri, path: workspace.asRelativePath(uri) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Common names of a repository's main branch. */
const mainBranches = ['main', 'master', 'trunk', 'origin/HEAD'];

/** Items for the policy's revisions; only files on disk are in a repository. */
async function revisionItems(policy: Uri): Promise<Item[]> {
  const repository = policy.scheme === 'file' ? await repositoryOf(policy) : undefined;
  if (!repository || 'problem' in repository) return [];
  const head = await commitOf(repository, 'HEAD');
  if (head === undefined) return [];
  const main = await mainBranch(repository);
  return [
    {
      label: `$(git-commit) ${l10n.t('The Last Commit')}`,
      description: l10n.t('this policy in Git’s HEAD'),
      other: () => revisionOther('HEAD'),
    },
    ...(main === undefined || main === repository.state.HEAD?.name
      ? []
      : [
          {
            label: `$(git-branch) ${main}`,
            description: l10n.t('this policy in that branch'),
            other: () => revisionOther(main),
          },
          {
            label: `$(git-merge) ${l10n.t('Merge Base with {0}', main)}`,
            description: l10n.t('where this branch left {0}', main),
            other: (): Other => ({
              ...revisionOther(main, l10n.t('the merge base with {0}', main)),
              isMergeBase: true,
            }),
          },
        ]),
    {
      label: `$(git-compare) ${l10n.t('Another Branch, Tag or Commit…')}`,
      other: () => revisionAsked(policy, repository),
    },
  ];
}

const revisionOther = (ref: string, name = ref): Extract<Other, { readonly kind: 'revision' }> => ({
  kind: 'revision',
  name,
  ref,
  isMergeBase: false,
});

async function mainBranch(repository: Repository): Promise<string | undefined> {
  for (const name of mainBranches) if ((await commitOf(repository, name)) !== undefined) return name;
  return undefined;
}

/** A picked revision, or one typed in the syntax of git-rev-parse(1). */
async function revisionAsked(policy: Uri, repository: Repository): Promise<Other | undefined> {
  const refs = (await repository.getRefs({})).flatMap(({ name }) =>
    name === undefined ? [] : [{ label: name }],
  );
  const pick = window.createQuickPick();
  pick.title = l10n.t('Compare {0} with a Revision', nameOf(policy));
  pick.placeholder = l10n.t('A branch, a tag or a commit, as main, v1.2.0, HEAD~3 or 1a2b3c4');
  pick.items = refs;
  pick.onDidChangeValue((value) => {
    const typed = value.trim();
    const isNew = typed !== '' && refs.every(({ label }) => label !== typed);
    pick.items = isNew
      ? [{ label: typed, description: l10n.t('as typed'), alwaysShow: true }, ...refs]
      : refs;
  });
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const [chosen] = pick.activeItems;
        resolve(chosen && revisionOther(chosen.label));
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}
