/** Whether a glob of the editor matches a path, which must use `/` and be relative to the searched folder. */
export function matchesGlob(glob: string, path: string): boolean {
  let pattern = '';
  for (const [part] of glob.matchAll(/\*\*\/|\*\*|[*?{},]|[^*?{},]+/g))
    pattern += parts.get(part) ?? escaped(part);
  try {
    return new RegExp(`^${pattern}$`).test(path);
  } catch {
    // An unclosed brace matches nothing.
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
