// The policy as Git's HEAD has it, through VS Code's own Git extension.
import { type Disposable, extensions, type Uri } from 'vscode';
import { decodedUtf8 } from '../../server/file-text';

/** The text in HEAD, or why there is none; `unreadable` where HEAD has the file. */
export type HeadText = { readonly text: string } | { readonly problem: string; readonly unreadable?: true };

/** What is used of the Git extension's API, version 1. */
interface GitApi {
  readonly getRepository: (uri: Uri) => Repository | null;
}
interface Repository {
  readonly buffer: (ref: string, path: string) => Promise<Uint8Array>;
  readonly state: { readonly onDidChange: (listener: () => void) => Disposable };
}

/** Never rejects. */
export async function headText(policy: Uri): Promise<HeadText> {
  const found = await repositoryOf(policy);
  if ('problem' in found) return found;
  try {
    // The API's `show` puts replacement characters where the bytes have another encoding.
    const decoded = decodedUtf8(await found.repository.buffer('HEAD', policy.fsPath));
    return decoded.kind === 'text'
      ? { text: decoded.text }
      : { problem: `The version in Git’s HEAD cannot be read: ${decoded.reason}`, unreadable: true };
  } catch {
    return { problem: 'Git’s HEAD has no such file.' };
  }
}

/** Tells when HEAD may have moved; nothing where there is no repository. */
export async function watchedHead(policy: Uri, moved: () => void): Promise<Disposable | undefined> {
  const found = await repositoryOf(policy);
  return 'problem' in found ? undefined : found.repository.state.onDidChange(moved);
}

async function repositoryOf(
  policy: Uri,
): Promise<{ readonly repository: Repository } | { readonly problem: string }> {
  const extension = extensions.getExtension<unknown>('vscode.git');
  if (!extension) return { problem: 'VS Code’s Git extension is not installed.' };
  try {
    const exports: unknown = await extension.activate();
    // Throws while Git is disabled or not installed.
    const api: unknown = hasApi(exports) ? exports.getAPI(1) : undefined;
    const repository: unknown = isGitApi(api) ? api.getRepository(policy) : undefined;
    return isRepository(repository)
      ? { repository }
      : { problem: 'The policy is in no Git repository that VS Code has open.' };
  } catch {
    return { problem: 'Git is not installed, or VS Code’s setting “git.enabled” is off.' };
  }
}

const has = <Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && name in value;

const hasApi = (value: unknown): value is { readonly getAPI: (version: 1) => unknown } =>
  has(value, 'getAPI') && typeof value.getAPI === 'function';

const isGitApi = (value: unknown): value is GitApi =>
  has(value, 'getRepository') && typeof value.getRepository === 'function';

const isRepository = (value: unknown): value is Repository =>
  has(value, 'buffer') &&
  typeof value.buffer === 'function' &&
  has(value, 'state') &&
  has(value.state, 'onDidChange') &&
  typeof value.state.onDidChange === 'function';
