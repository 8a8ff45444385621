// Earlier versions of files, from VS Code's Git extension.
import { type Disposable, extensions, l10n, type Uri } from 'vscode';
import { decodedFile } from '../server/lib/file-text';
import type { FileResult } from '../server/protocol';

/** The parts used of a repository in the Git extension's API, version 1. */
export interface Repository {
  /** Rejects for an unknown revision. */
  readonly getCommit: (ref: string) => Promise<{ readonly hash: string }>;
  readonly getMergeBase: (one: string, other: string) => Promise<string | undefined>;
  readonly getRefs: (query: object) => Promise<readonly { readonly name?: string; readonly type: number }[]>;
  readonly buffer: (ref: string, path: string) => Promise<Uint8Array>;
  readonly state: {
    readonly HEAD: { readonly name?: string } | undefined;
    readonly onDidChange: (listener: () => void) => Disposable;
  };
}

interface GitApi {
  readonly onDidOpenRepository: (listener: () => void) => Disposable;
  readonly getRepository: (uri: Uri) => unknown;
  readonly toGitUri: (uri: Uri, ref: string) => Uri;
}

/** The repository that contains a file, or why there is none. Never rejects. */
export async function repositoryOf(file: Uri): Promise<Repository | { readonly problem: string }> {
  const api = await gitApi();
  if ('problem' in api) return api;
  const repository = api.getRepository(file);
  return isRepository(repository)
    ? repository
    : { problem: l10n.t('the policy is in no Git repository that VS Code has open') };
}

/** Calls back when a revision of the file may be another commit; undefined without the Git extension. */
export async function watchedRepository(file: Uri, changed: () => void): Promise<Disposable | undefined> {
  const api = await gitApi();
  if ('problem' in api) return undefined;
  const repository = await repositoryOf(file);
  // The Git extension may find the repository later.
  return 'problem' in repository ? api.onDidOpenRepository(changed) : repository.state.onDidChange(changed);
}

/** The full id of the commit that a revision denotes; undefined for none. */
export async function commitOf(repository: Repository, ref: string): Promise<string | undefined> {
  try {
    return (await repository.getCommit(ref)).hash;
  } catch {
    return undefined;
  }
}

/** The URI under which VS Code shows an earlier version of a file. */
export async function gitUri(file: Uri, commit: string): Promise<Uri> {
  const api = await gitApi();
  if ('problem' in api) throw new Error(api.problem);
  return api.toGitUri(file, commit);
}

/** Cached, because a commit's contents never change. */
const contents = new Map<string, FileResult>();
const mostKnown = 100;

/** A file at a commit. */
export async function fileAtCommit(file: Uri, commit: string): Promise<FileResult> {
  const key = `${commit} ${file.toString()}`;
  const before = contents.get(key);
  if (before) return before;
  const repository = await repositoryOf(file);
  if ('problem' in repository) return { kind: 'unreadable', reason: repository.problem };
  const content = await repository.buffer(commit, file.fsPath).then(decodedFile, () => missing);
  contents.set(key, content);
  for (const oldest of contents.keys()) if (contents.size > mostKnown) contents.delete(oldest);
  return content;
}

const missing: FileResult = { kind: 'missing' };

async function gitApi(): Promise<GitApi | { readonly problem: string }> {
  const extension = extensions.getExtension<unknown>('vscode.git');
  if (!extension) return { problem: l10n.t('VS Code’s Git extension is not installed') };
  try {
    const exports: unknown = await extension.activate();
    // Throws if Git is disabled or not installed.
    const api: unknown = hasApi(exports) ? exports.getAPI(1) : undefined;
    if (isGitApi(api)) return api;
  } catch {
    // As where there is none.
  }
  return { problem: l10n.t('Git is not installed, or VS Code’s setting “git.enabled” is off') };
}

const has = <Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && name in value;

const hasFunctions = (value: unknown, ...names: readonly string[]): boolean =>
  names.every((name) => has(value, name) && typeof value[name] === 'function');

const hasApi = (value: unknown): value is { readonly getAPI: (version: 1) => unknown } =>
  hasFunctions(value, 'getAPI');

const isGitApi = (value: unknown): value is GitApi =>
  hasFunctions(value, 'getRepository', 'toGitUri', 'onDidOpenRepository');

const isRepository = (value: unknown): value is Repository =>
  hasFunctions(value, 'getCommit', 'getMergeBase', 'getRefs', 'buffer') &&
  has(value, 'state') &&
  hasFunctions(value.state, 'onDidChange');
