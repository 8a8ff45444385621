import type { Connection } from 'vscode-languageserver';
import { configName } from '../lib/config-file';
import { reducedRead, type DataKind, type Host, type ReadResult } from '../host';
import { readFileRequest, readFolderRequest } from '../protocol';
import type { FileResult, FolderResult, UriParams } from '../protocol';
import type { Client } from './client';
import type { FolderEntry } from './environment';
import { folderOf, joinedPath, pathUri, uriPath } from './uri-paths';

/**
 * A host for files that only the client can read: in a browser, or on a virtual file system. Paths are those of
 * `uri-paths.ts`.
 */
export interface ClientFiles extends Host {
  readonly entries: (folder: string) => Promise<readonly FolderEntry[] | undefined>;
  /** Called at the start, and when the workspace's folders change. */
  readonly start: (client: Client) => void;
  /** Called with the files that have changed. */
  readonly forget: (paths: readonly string[]) => void;
}

/** Asks the client for each file once until it changes; has no files unless the client offers them. */
export function clientFiles(connection: Connection): ClientFiles {
  let offered = false;
  let folders: readonly string[] = [];
  const cache = new Map<string, Map<DataKind | undefined, Promise<ReadResult>>>();

  const ask = async (path: string): Promise<ReadResult> => {
    if (!offered) return { kind: 'missing' };
    const params: UriParams = { uri: pathUri(path) };
    try {
      return await connection.sendRequest<FileResult>(readFileRequest, params);
    } catch (error) {
      return { kind: 'unreadable', reason: error instanceof Error ? error.message : 'unknown reason' };
    }
  };
  const read = (path: string, as?: DataKind): Promise<ReadResult> => {
    const reads = cache.get(path) ?? new Map<DataKind | undefined, Promise<ReadResult>>();
    cache.set(path, reads);
    const content = reads.get(as) ?? ask(path).then((response) => reducedRead(response, as));
    reads.set(as, content);
    return content;
  };
  /** The workspace folder that contains a folder, or else that folder itself; ends with a slash. */
  const home = (folder: string): string => folders.find((each) => folder.startsWith(each)) ?? folder;
  return {
    resolve: (from, to) => {
      const folder = folderOf(from);
      return offered && folder !== undefined ? joinedPath(folder, to, home(folder)) : undefined;
    },
    read,
    config: async (file) => {
      // An untitled document has no folder.
      const folder = folderOf(file);
      if (!offered || folder === undefined) return undefined;
      const top = home(folder);
      for (let at = folder; at.startsWith(top); at = above(at)) {
        const path = `${at}${configName}`;
        const content = await read(path);
        if (content.kind !== 'missing') return { path, read: content };
        if (at === top) return undefined;
      }
      return undefined;
    },
    entries: async (folder) => {
      if (!offered) return [];
      const params: UriParams = { uri: pathUri(folder) };
      try {
        const content = await connection.sendRequest<FolderResult>(readFolderRequest, params);
        return content
          ?.filter(({ name }) => !/[/\0]/.test(name))
          .map((entry) => ({ ...entry, path: `${folder.replace(/\/$/, '')}/${entry.name}` }));
      } catch {
        return undefined;
      }
    },
    start: (client) => {
      offered = client.files;
      folders = client.folders.map((uri) => uriPath(uri).replace(/\/?$/, '/'));
    },
    forget: (paths) => paths.forEach((path) => cache.delete(path)),
  };
}

/** The parent of a folder that is not the topmost. */
function above(folder: string): string {
  return folder.replace(/[^/]*\/$/, '');
}
