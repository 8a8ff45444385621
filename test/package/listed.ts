/**
 * The names of a package's files, a line each, as a committed list has them. How many files esbuild makes of what
 * commands share is no decision of ours: they are one line.
 */
export function listed(names: readonly string[]): string {
  const lines = names.map((name) => name.replace(/(?<=\/shared-)\d+(?=\.js$)/, '*'));
  return `${[...new Set(lines)].sort().join('\n')}\n`;
}
