/**
 * The names of a package's files, one per line, as in a committed list. The number of files that esbuild makes of
 * shared code is not ours to decide, so they are one line.
 */
export function listed(names: readonly string[]): string {
  const lines = names.map((name) => name.replace(/(?<=\/shared-)\d+(?=\.js$)/, '*'));
  return `${[...new Set(lines)].sort().join('\n')}\n`;
}
