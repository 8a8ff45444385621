/** Whether a path, with `/` and relative to the folder it is looked for in, is one that a glob of an editor names. */
export function matchesGlob(glob: string, path: string): boolean {
  let pattern = '';
  for (const [part] of glob.matchAll(/\*\*\/|\*\*|[*?{},]|[^*?{},]+/g))
    pattern += parts.get(part) ?? escaped(part);
  try {
    return new RegExp(`^${pattern}$`).test(path);
  } catch {
    // Braces that do not close name nothing.
    return false;
  }
}

const parts = new Map([
  ['**/', '(?:.*/)?'],
  ['**', '.*'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
  ['{', '(?:'],
  ['}', ')'],
  [',', '|'],
]);

function escaped(text: string): string {
  return text.replace(/[\\^$.+()[\]|]/g, '\\$&');
}
