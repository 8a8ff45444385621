// What a policy is compared with in its preview.
import {
  Disposable,
  l10n,
  RelativePattern,
  type TextDocument,
  Uri,
  type ViewColumn,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type CompareParams, compareRequest, type CompareResult } from '../../server/protocol';
import { commitOf, gitUri, repositoryOf, watchedRepository } from '../git';
import { nameOf, showLine } from '../policy';
import type { ResultDocuments } from '../result-documents';
import { routesFromFile } from '../routes-picker';
import type { Against } from './messages';

/** What a policy can be compared with: something that survives a reload of the window, or a text. */
export type Other = Against | { readonly kind: 'text'; readonly name: string; readonly text: string };

/** A policy and what it is compared with; null stands for the notebook without the policy. */
export interface PolicyComparison {
  readonly other: Other | null;
  /** The display name; null for the notebook without the policy. */
  readonly name: string | null;
  /** The current differences. Never rejects. */
  readonly result: () => Promise<CompareResult>;
  /** Shows a line of the other side, from 0. */
  readonly reveal: (line: number, butNot: ViewColumn | undefined) => Promise<void>;
  /** Calls back when the other side may have changed. */
  readonly watch: (changed: () => void) => Promise<Disposable | undefined>;
}

export function policyComparison(
  client: BaseLanguageClient,
  results: ResultDocuments,
  policy: Uri,
  other: Other | null,
): PolicyComparison {
  const source = other === null ? undefined : sourceOf(client, results, policy, other);
  return {
    other,
    name: source?.name ?? null,
    result: async () => {
      try {
        // Opening the document makes it known to the server.
        await workspace.openTextDocument(policy);
        const uri = client.code2ProtocolConverter.asUri(policy);
        const params: CompareParams = {
          uri,
          name: workspace.asRelativePath(policy),
          other: source ? { name: source.name, ...(await source.params()) } : null,
        };
        return await client.sendRequest<CompareResult>(compareRequest, params);
      } catch (error) {
        return { ok: false, problem: error instanceof Error ? error.message : String(error) };
      }
    },
    reveal: (line, butNot) => source?.reveal(line, butNot) ?? Promise.resolve(),
    watch: (changed) => source?.watch(changed) ?? Promise.resolve(undefined),
  };
}

interface Source extends Pick<PolicyComparison, 'reveal' | 'watch'> {
  readonly name: string;
  readonly params: () => Promise<
    { readonly revision: string } | { readonly uri: string } | { readonly text: string }
  >;
}

function sourceOf(client: BaseLanguageClient, results: ResultDocuments, policy: Uri, other: Other): Source {
  if (other.kind === 'revision') return revisionSource(policy, other);
  if (other.kind === 'file') return fileSource(client, Uri.parse(other.uri));
  const { name, text } = other;
  return {
    name,
    params: () => Promise.resolve({ text }),
    reveal: (line, butNot) => showLine(results.put(name, text), line, butNot),
    watch: () => Promise.resolve(undefined),
  };
}

function fileSource(client: BaseLanguageClient, file: Uri): Source {
  const isFile = ({ uri }: TextDocument): boolean => uri.toString() === file.toString();
  const open = workspace.textDocuments.find(isFile);
  const isPolicy = /\.nbroute$/i.test(file.path) || open?.languageId === 'nbroute';
  return {
    name: workspace.asRelativePath(file),
    params: async () =>
      isPolicy
        ? { uri: client.code2ProtocolConverter.asUri(file) }
        : { text: (await routesFromFile(file)).text },
    reveal: (line, butNot) => showLine(file, line, butNot),
    watch: (changed) => {
      const onDisk = workspace.createFileSystemWatcher(
        new RelativePattern(Uri.joinPath(file, '..'), nameOf(file)),
      );
      const inEditor = workspace.onDidChangeTextDocument(({ document }) => {
        if (isFile(document)) changed();
      });
      const events = [onDisk.onDidChange(changed), onDisk.onDidCreate(changed), onDisk.onDidDelete(changed)];
      return Promise.resolve(Disposable.from(onDisk, inEditor, ...events));
    },
  };
}

function revisionSource(
  policy: Uri,
  { name, ref, isMergeBase }: Extract<Other, { readonly kind: 'revision' }>,
): Source {
  let latest: Promise<string> | undefined;
  const commit = async (): Promise<string> => {
    const repository = await repositoryOf(policy);
    if ('problem' in repository) throw new Error(repository.problem);
    const revision = isMergeBase
      ? await repository.getMergeBase('HEAD', ref)
      : await commitOf(repository, ref);
    if (revision !== undefined) return revision;
    throw new Error(
      isMergeBase
        ? l10n.t('HEAD and {0} have no commit in common', ref)
        : l10n.t('the repository has no revision {0}', ref),
    );
  };
  return {
    name,
    params: async () => {
      latest ??= commit();
      return { revision: await latest };
    },
    reveal: async (line, butNot) => showLine(await gitUri(policy, await commit()), line, butNot),
    watch: (changed) =>
      watchedRepository(policy, () => {
        latest = undefined;
        changed();
      }),
  };
}
