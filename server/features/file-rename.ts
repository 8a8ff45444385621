import { quotedPaths, type Unit } from '../model/load';
import type { Edit } from '../rules/lib/rule';
import { quotedPath, relativePath } from './lib/file-paths';
import { lineStart, nextLine } from '../syntax/lines';

/** Where a file will be: its path after the move, its own path when it stays. */
export type Moved = (path: string) => string;

/** What to write in a policy so that each path it names still leads where it led, once files have moved. */
export function renameEdits({ file, path, resolve }: Unit, moved: Moved): Edit[] {
  const home = moved(path);
  return quotedPaths(file).flatMap(({ quoted }) => {
    const target = resolve(path, quoted.text);
    if (target === undefined || (moved(target) === target && home === path)) return [];
    const now = relativePath(home, moved(target));
    return now === relativePath(path, target)
      ? []
      : [{ from: quoted.from, to: quoted.to, text: quotedPath(now) }];
  });
}

/** What to take out of a policy when files go away: the lines that include them. Lists read from them stay, as findings. */
export function deleteEdits({ file, path, resolve }: Unit, gone: (path: string) => boolean): Edit[] {
  return quotedPaths(file).flatMap(({ kind, statement, quoted }) => {
    if (kind !== 'include') return [];
    const target = resolve(path, quoted.text);
    if (target === undefined || !gone(target)) return [];
    const from = lineStart(file.source, statement.from);
    return [{ from, to: nextLine(file.source, statement.to), text: '' }];
  });
}
