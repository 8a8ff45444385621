import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host';
import { isInside, realPath } from '../node/disk-host';
import { ToolFailure } from './failure';

/** The folders in which tools may read, with symbolic links resolved; relative paths begin in the first one. */
export type Folders = readonly string[];

/** The folders of file URIs, without those that are not on this machine. */
export function foldersOf(uris: readonly string[]): Folders {
  return uris.flatMap((uri) => {
    try {
      return [realPath(fileURLToPath(uri))];
    } catch {
      return [];
    }
  });
}

/**
 * An input's path with symbolic links resolved: relative to a folder, beginning with the name of one of several
 * folders, absolute, or a file URI. Fails if it is in none of the folders.
 */
export function pathIn(folders: Folders, name: string): string {
  // Programs and file systems disagree about what follows a NUL.
  if (name === '' || name.includes('\0')) throw new ToolFailure(`${JSON.stringify(name)} is not a path`);
  const given = /^[a-z][a-z0-9+.-]+:/i.test(name) ? pathOfUri(name) : name;
  const candidates = folders.flatMap((folder) => {
    const inFolder = path.resolve(folder, given);
    const own = `${path.basename(folder)}/`;
    return folders.length > 1 && given.startsWith(own)
      ? [inFolder, path.resolve(folder, given.slice(own.length))]
      : [inFolder];
  });
  const inside = candidates.map(realPath).filter((each) => isReadable(folders, each));
  const existing = inside.find((each) => existsSync(each)) ?? inside[0];
  if (existing === undefined)
    throw new ToolFailure(
      `${JSON.stringify(name)} is outside the folders that may be read: ${folders.join(', ') || 'none'}`,
    );
  return existing;
}

function pathOfUri(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    throw new ToolFailure(`${JSON.stringify(uri)} is not a file of this machine`);
  }
}

const isReadable = (folders: Folders, file: string): boolean =>
  folders.some((folder) => isInside(folder, file));

/** A host that reads nothing outside the folders, whatever a policy includes and wherever links lead. */
export function confinedHost(host: Host, folders: Folders): Host {
  const isConfined = (file: string): boolean => isReadable(folders, realPath(file));
  return {
    resolve: (from, to) => {
      const target = host.resolve(from, to);
      return target !== undefined && isConfined(target) ? target : undefined;
    },
    read: (file, as) =>
      isConfined(file)
        ? host.read(file, as)
        : Promise.resolve({ kind: 'unreadable', reason: 'it is outside the folders that may be read' }),
    config: async (file) => {
      const configuration = await host.config(file);
      return configuration && isConfined(configuration.path) ? configuration : undefined;
    },
  };
}
