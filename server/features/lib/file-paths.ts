/** A path relative to the folder of another file, with `/` as separator; both must be paths on the same host. */
export function relativePath(from: string, to: string): string {
  const home = parts(from).slice(0, -1);
  const target = parts(to);
  let same = 0;
  while (same < home.length && same < target.length - 1 && home[same] === target[same]) same++;
  return [...home.slice(same).map(() => '..'), ...target.slice(same)].join('/');
}

/** A backslash separates folders on Windows only; elsewhere it is part of a name. */
function parts(path: string): string[] {
  return path.split(/^(?:[a-z]:)?\\/i.test(path) ? /[/\\]/ : '/');
}

/** The file's name, which is the last part of its path. */
export function lastName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}
