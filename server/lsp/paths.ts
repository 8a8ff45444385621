/** Whether a path is inside one of some folders, which are not the root. */
export function isBelowAny(folders: ReadonlySet<string>, path: string): boolean {
  return foldersAbove(path).some((folder) => folders.has(folder));
}

/** The folders that a path is inside, the innermost last; the root is left out. */
export function foldersAbove(path: string): string[] {
  return [...path.matchAll(/(?<=.)[/\\]/g)].map(({ index }) => path.slice(0, index));
}

/** Whether a path is inside a folder, at any depth. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(withoutSlash(folder).length));
}

/** A folder's path without a slash at its end. */
export function withoutSlash(folder: string): string {
  return folder.replace(/[/\\]$/, '');
}

/** What has a folder, with inner folders before those that contain them. */
export function innermostFirst<Item>(items: readonly Item[], folderOf: (item: Item) => string): Item[] {
  // The folder that contains another one has the shorter path.
  return [...items].sort((a, b) => folderOf(b).length - folderOf(a).length);
}
