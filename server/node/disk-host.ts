import { promises as fs, lstatSync, realpathSync, type Stats } from 'node:fs';
import * as path from 'node:path';
import { lowest } from '../lib/binary-search';
import { decodedFile, mostFileBytes, tooLong } from '../lib/file-text';
import { configName } from '../lib/config-file';
import { reducedRead, type DataKind, type Host, type ReadResult } from '../host';

/**
 * Files on this machine. Paths must be inside the workspace: the nearest folder above the policy that has `.git` or
 * `nbroute.json`, else the folder that is open in an editor, else the policy's own. Symbolic links are resolved before
 * that is checked.
 */
export function diskHost(open: () => readonly string[] = () => []): Host {
  const cache = new Map<string, { readonly stamp: string; readonly read: ReadResult }>();
  const read = async (file: string, as?: DataKind): Promise<ReadResult> => {
    try {
      const stat = await fs.stat(file);
      const wrong = unreadable(stat);
      if (wrong !== undefined) return { kind: 'unreadable', reason: wrong };
      const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
      const key = `${as}\0${file}`;
      const before = cache.get(key);
      if (before?.stamp === stamp) return before.read;
      const result = reducedRead(decodedFile(await fs.readFile(file)), as);
      cache.set(key, { stamp, read: result });
      return result;
    } catch (error) {
      return isMissing(error) ? { kind: 'missing' } : { kind: 'unreadable', reason: reasonOf(error) };
    }
  };
  return {
    resolve: (from, to) => {
      const home = path.dirname(path.resolve(from));
      const resolved = path.resolve(home, to);
      return isInside(realPath(workspaceOf(home, open())), realPath(resolved))
        ? asGiven(from, resolved)
        : undefined;
    },
    read,
    config: async (file) => {
      // An nbroute.json marks the workspace itself, so that only `.git` can end it below one.
      for (let at = path.dirname(path.resolve(file)); ; at = path.dirname(at)) {
        const candidate = asGiven(file, path.join(at, configName));
        if (exists(candidate)) {
          const content = await read(candidate);
          // A link to a missing file would otherwise lose its rules without a word.
          return { path: candidate, read: content.kind === 'missing' ? danglingLink : content };
        }
        if (exists(path.join(at, '.git')) || path.dirname(at) === at) return undefined;
      }
    },
  };
}

/** A path in the form of the path it was reached from: relative if that is. */
function asGiven(from: string, file: string): string {
  return path.isAbsolute(from) ? file : path.relative('', file) || '.';
}

function unreadable(stat: Stats): string | undefined {
  if (stat.isDirectory()) return 'it is a folder';
  if (!stat.isFile()) return 'not a regular file';
  return stat.size > mostFileBytes ? tooLong(stat.size) : undefined;
}

/** Whether the system reported an error; any other error is a bug. */
export function isSystemError(error: unknown): boolean {
  return errorCode(error) !== undefined;
}

/** Whether a file operation failed because there is no such path. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

/** Why a file operation failed, without the path. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  const reasons: Record<string, string> = {
    ENOENT: 'no such file or folder',
    ENOTDIR: 'part of the path is not a folder',
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EISDIR: 'it is a folder',
    ENOSPC: 'no space left on the device',
    EROFS: 'the file system is read-only',
    ELOOP: 'too many links',
    ENAMETOOLONG: 'the name is too long',
    EMFILE: 'too many open files',
    ERR_STRING_TOO_LONG: 'it is too long',
    ERR_FS_FILE_TOO_LARGE: 'it is too long',
    EIO: 'the device does not answer',
  };
  if (code !== undefined && reasons[code] !== undefined) return reasons[code];
  return code ?? (error instanceof Error ? error.message : 'unknown reason');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function workspaceOf(folder: string, open: readonly string[]): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (['.git', configName].some((mark) => exists(path.join(at, mark)))) return at;
    if (path.dirname(at) === at) return open.find((each) => isInside(each, folder)) ?? folder;
  }
}

const danglingLink: ReadResult = { kind: 'unreadable', reason: 'the link leads to a missing file' };

/** Whether there is a file, a folder or a link, even one that leads nowhere; true if that cannot be found out. */
function exists(file: string): boolean {
  try {
    // Most of these files do not exist, and an exception would take longer than the check.
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** The path with symbolic links resolved, as far as it exists. */
export function realPath(file: string): string {
  const real = resolved(file);
  if (real !== undefined) return real;
  const parts = ancestry(path.resolve(file));
  // A path may have any number of names, of which each takes as long to resolve as all before it.
  const depth = lowest(parts.length - 1, (i) => resolved(parts[i]) !== undefined);
  return path.join(resolved(parts[depth]) ?? parts[depth], parts[0].slice(parts[depth].length));
}

/** An absolute path and the folders above it, innermost first. */
export function ancestry(file: string): string[] {
  const parts: string[] = [];
  for (let at = file; at !== parts.at(-1); at = path.dirname(at)) parts.push(at);
  return parts;
}

function resolved(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Whether a path is the folder or below it, comparing only names. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}
