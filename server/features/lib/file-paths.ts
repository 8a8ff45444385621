/** A path as the language writes it. */
export function quotedPath(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}

/** How a file names another one, relative to itself and with `/`. Both are paths of one host. */
export function relativePath(from: string, to: string): string {
  const home = parts(from).slice(0, -1);
  const target = parts(to);
  let same = 0;
  while (same < home.length && same < target.length - 1 && home[same] === target[same]) same++;
  return [...home.slice(same).map(() => '..'), ...target.slice(same)].join('/');
}

/** A backslash separates folders on Windows only; elsewhere it is a character of a name. */
function parts(path: string): string[] {
  return path.split(/^(?:[a-z]:)?\\/i.test(path) ? /[/\\]/ : '/');
}

/** What a path ends with: the name of its file. */
export function lastName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}
