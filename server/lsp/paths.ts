/** Whether a path is inside a folder, at any depth. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.replace(/[/\\]$/, '').length));
}
