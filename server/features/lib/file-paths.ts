/** A path relative to the folder of another file, with `/` as separator; both must be paths on the same host. */
export function relativePath(from: string, to: string): string {
  const home = parts(from).slice(0, -1);
  const target = parts(to);
  let same = 0;
  while (same < home.length && same < target.length - 1 && home[same] === target[same]) same++;
  return [...home.slice(same).map(() => '..'), ...target.slice(same)].join('/');
}

/** Whether a relative path, as written in the file `from`, names the file `to`; judged by the text of the paths alone. */
export function resolvesTo(from: string, written: string, to: string): boolean {
  const path = parts(from).slice(0, -1);
  for (const part of written.split(separator(from)))
    if (part === '..') path.pop();
    else if (part !== '.' && part !== '') path.push(part);
  return path.join('/') === parts(to).join('/');
}

function parts(path: string): string[] {
  return path.split(separator(path));
}

/** A backslash separates folders on Windows only; elsewhere it is part of a name. */
function separator(path: string): RegExp {
  return /^(?:[a-z]:)?\\/i.test(path) ? /[/\\]/ : /\//;
}

/** The file's name, which is the last part of its path. */
export function lastName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}
