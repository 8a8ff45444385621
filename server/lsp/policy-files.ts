import type { Environment } from './environment';
import { foldersAbove, isBelow, isBelowAny, withoutSlash } from './paths';

/** The paths of all policies in the workspace's folders, and of the folders that cannot be read. */
export interface PolicyPaths {
  readonly policies: readonly string[];
  readonly unread: readonly string[];
}

/** The exclusion globs of each folder of the workspace that has any, by its path. */
export type ExcludedGlobs = ReadonlyMap<string, readonly string[]>;

/** The policies in the workspace's folders, listed once and again after `relist`. */
export interface ListedPolicies {
  readonly environment: Environment;
  /** The paths of the workspace's folders, innermost first. */
  folders: readonly string[];
  excluded: ExcludedGlobs;
  /** Undefined until first needed, and after files were created or deleted. */
  listed: Promise<PolicyPaths> | undefined;
}

export const isPolicyFile = (path: string): boolean => path.endsWith('.nbroute');

export function policyFilesOf(environment: Environment): ListedPolicies {
  return { environment, folders: [], excluded: new Map(), listed: undefined };
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
  const outermost = paths.filter((path) => !isBelowAny(given, path));
  const start = outermost.flatMap((path) => {
    const home = files.folders.find((folder) => isBelow(folder, path));
    if (home === undefined) return [];
    const name = path.slice(withoutSlash(home).length + 1).replaceAll('\\', '/');
    return [{ home, path, name: `${name}/` }];
  });
  if (start.length === 0) return [];
  const isExcluded = await exclusion(files);
  const included = start.filter(
    ({ home, name }) => !foldersAbove(name).some((folder) => isExcluded(home, folder, true)),
  );
  // Folders of the workspace that are inside are new too.
  return (await walk({ ...files, folders: [] }, included, isExcluded)).policies;
}

async function list(files: ListedPolicies): Promise<PolicyPaths> {
  return walk(
    files,
    files.folders.map((path) => ({ home: path, path, name: '' })),
    await exclusion(files),
  );
}

interface ListedFolder {
  /** The workspace's folder that it is in. */
  readonly home: string;
  readonly path: string;
  /** Its name relative to `home`: empty, or with a slash at its end. */
  readonly name: string;
}

type IsExcluded = (home: string, name: string, isFolder: boolean) => boolean;

async function walk(
  { environment, folders }: ListedPolicies,
  queue: ListedFolder[],
  isExcluded: IsExcluded,
): Promise<PolicyPaths> {
  const policies: string[] = [];
  const unread: string[] = [];
  for (let folder = queue.pop(); folder; folder = queue.pop()) {
    const { home } = folder;
    const entries = await environment.entries(folder.path);
    if (!entries) unread.push(folder.path);
    for (const { name, path, folder: isFolder } of entries ?? []) {
      const relative = `${folder.name}${name}`;
      // A folder of the workspace that is inside another one is listed for itself.
      if (folders.includes(path) || isExcluded(home, relative, isFolder)) continue;
      if (isFolder) queue.push({ home, path, name: `${relative}/` });
      else if (isPolicyFile(name)) policies.push(path);
    }
  }
  return { policies, unread };
}

/** What is left out: `node_modules`, folders that begin with a dot, and what the editor excludes. */
async function exclusion({ excluded }: ListedPolicies): Promise<IsExcluded> {
  // Loaded only when folders are listed, so that the server starts without it.
  const { default: picomatch } = await import('picomatch');
  const matchers = new Map(
    [...excluded].map(([home, globs]) => [home, picomatch([...globs], { dot: true, windows: false })]),
  );
  return (home, name, isFolder) =>
    (isFolder && /(?:^|\/)(?:node_modules|\.[^/]*)$/.test(name)) || matchers.get(home)?.(name) === true;
}
