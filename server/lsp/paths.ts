/** The folders that a path is inside, the innermost last; the root is left out. */
export function foldersAbove(path: string): string[] {
  return [...path.matchAll(/(?<=.)[/\\]/g)].map(({ index }) => path.slice(0, index));
}

/** Whether a path is inside a folder, at any depth. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.replace(/[/\\]$/, '').length));
}
