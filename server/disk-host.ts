import { promises as fs, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import type { Host, ReadResult } from './host';

/** The largest file that is read: 16 MiB. AWS's whole ip-ranges.json has under 3. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Files on this machine. A path may lead anywhere in the workspace: the nearest folder above the policy that
 * holds `.git` or `nbroute.json`, else the policy's own folder. Links are followed before that is judged.
 */
export function diskHost(): Host {
  return {
    resolve: (from, to) => {
      const home = path.dirname(path.resolve(from));
      const target = path.resolve(home, to);
      return isInside(real(workspaceOf(home)), real(target)) ? target : undefined;
    },
    read,
  };
}

async function read(file: string): Promise<ReadResult> {
  try {
    const stat = await fs.stat(file);
    if (stat.isDirectory()) return { kind: 'unreadable', reason: 'it is a folder' };
    if (!stat.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' };
    if (stat.size > mostBytes)
      return { kind: 'unreadable', reason: `it has ${stat.size} bytes, at most ${mostBytes} are read` };
    return { kind: 'text', text: (await fs.readFile(file)).toString('utf8') };
  } catch (error) {
    return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR'
      ? { kind: 'missing' }
      : { kind: 'unreadable', reason: reasonOf(error) };
  }
}

/** Why a file operation failed, in words, without the path. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  const known: Record<string, string> = {
    ENOENT: 'no such file or folder',
    ENOTDIR: 'a part of the path is no folder',
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EISDIR: 'it is a folder',
    ENOSPC: 'no space left on the device',
    EROFS: 'the file system is read-only',
    ELOOP: 'too many links',
    ENAMETOOLONG: 'the name is too long',
    EMFILE: 'too many open files',
  };
  if (code !== undefined && known[code] !== undefined) return known[code];
  return code ?? (error instanceof Error ? error.message : 'unknown reason');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function workspaceOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (['.git', 'nbroute.json'].some((mark) => exists(path.join(at, mark)))) return at;
    if (path.dirname(at) === at) return folder;
  }
}

function exists(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch {
    return false;
  }
}

/** The path with links followed, as far as it exists. */
function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(real(parent), path.basename(file));
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}
