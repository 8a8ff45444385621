import type { Environment } from './environment';
import { foldersAbove, isBelow } from './paths';

/** The paths of all policies in the workspace's folders, and of the folders that cannot be read. */
export interface PolicyPaths {
  readonly policies: readonly string[];
  readonly unread: readonly string[];
}

/** The policies in the workspace's folders, listed once and again after `relist`. */
export interface ListedPolicies {
  readonly environment: Environment;
  folders: readonly string[];
  /** The editor's exclusion globs, relative to a folder. */
  excluded: readonly string[];
  /** Undefined until first needed, and after files were created or deleted. */
  listed: Promise<PolicyPaths> | undefined;
}

export const isPolicyFile = (path: string): boolean => path.endsWith('.nbroute');

export function policyFilesOf(environment: Environment): ListedPolicies {
  return { environment, folders: [], excluded: [], listed: undefined };
}

export function listedPolicies(files: ListedPolicies): Promise<PolicyPaths> {
  return (files.listed ??= list(files));
}

/** The policies in folders of the workspace, such as those that were just created. */
export async function policiesIn(
  files: ListedPolicies,
  paths: readonly string[],
): Promise<readonly string[]> {
  const given = new Set(paths);
  const outermost = paths.filter((path) => !foldersAbove(path).some((folder) => given.has(folder)));
  const start = outermost.flatMap((path) => {
    const home = files.folders.find((folder) => isBelow(folder, path));
    const name =
      home === undefined
        ? ''
        : path
            .slice(home.length)
            .replace(/^[/\\]/, '')
            .replaceAll('\\', '/');
    return name === '' ? [] : [{ path, name: `${name}/` }];
  });
  if (start.length === 0) return [];
  const isExcluded = await exclusion(files);
  const included = start.filter(({ name }) => !foldersAbove(name).some((folder) => isExcluded(folder, true)));
  return (await walk(files, included, isExcluded)).policies;
}

async function list(files: ListedPolicies): Promise<PolicyPaths> {
  return walk(
    files,
    files.folders.map((path) => ({ path, name: '' })),
    await exclusion(files),
  );
}

/** A folder, and its name relative to the workspace's folder: empty, or with a slash at its end. */
interface ListedFolder {
  readonly path: string;
  readonly name: string;
}

async function walk(
  { environment }: ListedPolicies,
  queue: ListedFolder[],
  isExcluded: (name: string, isFolder: boolean) => boolean,
): Promise<PolicyPaths> {
  const policies: string[] = [];
  const unread: string[] = [];
  for (let folder = queue.pop(); folder; folder = queue.pop()) {
    const entries = await environment.entries(folder.path);
    if (!entries) unread.push(folder.path);
    for (const entry of entries ?? []) {
      const name = `${folder.name}${entry.name}`;
      if (isExcluded(name, entry.folder)) continue;
      if (entry.folder) queue.push({ path: entry.path, name: `${name}/` });
      else if (isPolicyFile(entry.name)) policies.push(entry.path);
    }
  }
  return { policies, unread };
}

/** What is left out: `node_modules`, folders that begin with a dot, and what the editor excludes. */
async function exclusion({
  excluded,
}: ListedPolicies): Promise<(name: string, isFolder: boolean) => boolean> {
  // Loaded only when folders are listed, so that the server starts without it.
  const { default: picomatch } = await import('picomatch');
  const matches = picomatch([...excluded], { dot: true, windows: false });
  return (name, isFolder) => (isFolder && /(?:^|\/)(?:node_modules|\.[^/]*)$/.test(name)) || matches(name);
}
