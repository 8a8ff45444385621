/** The names of a package's files, one per line, as in a committed list. */
export function listed(names: readonly string[]): string {
  return `${[...names].sort().join('\n')}\n`;
}
