import { quotedPaths, type Unit } from '../model/load';
import type { Edit } from '../rules/lib/rule';
import { quotedPath } from '../syntax/quoted-path';
import { relativePath, resolvesTo } from './lib/file-paths';
import { lineStart, nextLine } from '../syntax/lines';

/** A file's path after the move; the same path if it was not moved. */
export type Moved = (path: string) => string;

/** The edits that keep each path in a policy pointing to the same file after files have moved. */
export function renameEdits({ file, path, resolve }: Unit, pathAfter: Moved): Edit[] {
  const home = pathAfter(path);
  return quotedPaths(file).flatMap(({ quoted }) => {
    const target = resolve(path, quoted.text);
    if (target === undefined || (pathAfter(target) === target && home === path)) return [];
    const now = relativePath(home, pathAfter(target));
    // A path such as `../a/lists.nbroute` in the folder `a` names its own folder, which may have moved.
    const isBroken =
      resolvesTo(path, quoted.text, target) && !resolvesTo(home, quoted.text, pathAfter(target));
    return now === relativePath(path, target) && !isBroken
      ? []
      : [{ from: quoted.from, to: quoted.to, text: quotedPath(now) }];
  });
}

/**
 * The edits that remove the `include` lines of deleted files. Lists read from such files stay and are reported as
 * diagnostics.
 */
export function deleteEdits({ file, path, resolve }: Unit, isDeleted: (path: string) => boolean): Edit[] {
  return quotedPaths(file).flatMap(({ kind, statement, quoted }) => {
    if (kind !== 'include') return [];
    const target = resolve(path, quoted.text);
    if (target === undefined || !isDeleted(target)) return [];
    const from = lineStart(file.source, statement.from);
    return [{ from, to: nextLine(file.source, statement.to), text: '' }];
  });
}
