import type { Environment } from './environment';

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

export function policyFilesOf(environment: Environment): ListedPolicies {
  return { environment, folders: [], excluded: [], listed: undefined };
}

export function listedPolicies(files: ListedPolicies): Promise<PolicyPaths> {
  return (files.listed ??= list(files));
}

/** Leaves out `node_modules`, folders that begin with a dot, and what the editor excludes. */
async function list({ environment, folders, excluded }: ListedPolicies): Promise<PolicyPaths> {
  // Loaded only when folders are listed, so that the server starts without it.
  const { default: picomatch } = await import('picomatch');
  const isExcluded = picomatch([...excluded], { dot: true, windows: false });
  const policies: string[] = [];
  const unread: string[] = [];
  const queue = folders.map((path) => ({ path, name: '' }));
  for (let folder = queue.pop(); folder; folder = queue.pop()) {
    const entries = await environment.entries(folder.path);
    if (!entries) unread.push(folder.path);
    for (const entry of entries ?? []) {
      const name = `${folder.name}${entry.name}`;
      if (isExcluded(name)) continue;
      const skipped = entry.folder && (entry.name === 'node_modules' || entry.name.startsWith('.'));
      if (skipped || (!entry.folder && !entry.name.endsWith('.nbroute'))) continue;
      if (entry.folder) queue.push({ path: entry.path, name: `${name}/` });
      else policies.push(entry.path);
    }
  }
  return { policies, unread };
}
