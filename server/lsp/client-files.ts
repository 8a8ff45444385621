import type { Connection } from 'vscode-languageserver';
import { reducedRead, type DataKind, type Host, type ReadResult } from '../host';
import { readFileRequest, readFolderRequest } from '../protocol';
import type { FileResult, FolderResult, UriParams } from '../protocol';
import type { Client } from './client';
import type { FolderEntry } from './environment';
import { folderOf, joinedPath, pathUri, uriPath } from './uri-paths';

/** Files that only the client can read: those of a browser, and of file systems that are no disk. Paths are those of `uri-paths.ts`. */
export interface ClientFiles extends Host {
  readonly entries: (folder: string) => Promise<readonly FolderEntry[]>;
  /** Told at the start, and when the workspace's folders change. */
  readonly start: (client: Client) => void;
  /** Told which files have changed. */
  readonly forget: (paths: readonly string[]) => void;
}

/** The client's files, each asked for once while it does not change; none when the client has not offered them. */
export function clientFiles(connection: Connection): ClientFiles {
  let offered = false;
  let folders: readonly string[] = [];
  const known = new Map<string, Map<DataKind | undefined, Promise<ReadResult>>>();

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
    const reads = known.get(path) ?? new Map<DataKind | undefined, Promise<ReadResult>>();
    known.set(path, reads);
    const found = reads.get(as) ?? ask(path).then((answer) => reducedRead(answer, as));
    reads.set(as, found);
    return found;
  };
  /** The folder of the workspace that a folder is in; where there is none that folder. Ends with a slash. */
  const home = (own: string): string => folders.find((each) => own.startsWith(each)) ?? own;
  return {
    resolve: (from, to) => {
      const own = folderOf(from);
      return offered && own !== undefined ? joinedPath(own, to, home(own)) : undefined;
    },
    read,
    config: async (file) => {
      // A text that was never saved lies nowhere.
      const own = folderOf(file);
      if (!offered || own === undefined) return undefined;
      const top = home(own);
      for (let at = own; at.startsWith(top); at = above(at)) {
        const path = `${at}nbroute.json`;
        const found = await read(path);
        if (found.kind !== 'missing') return { path, read: found };
        if (at === top) return undefined;
      }
      return undefined;
    },
    entries: async (folder) => {
      if (!offered) return [];
      const params: UriParams = { uri: pathUri(folder) };
      try {
        const found = await connection.sendRequest<FolderResult>(readFolderRequest, params);
        return found
          .filter(({ name }) => !/[/\0]/.test(name))
          .map((entry) => ({ ...entry, path: `${folder.replace(/\/$/, '')}/${entry.name}` }));
      } catch {
        return [];
      }
    },
    start: (client) => {
      offered = client.files;
      folders = client.folders.map((uri) => uriPath(uri).replace(/\/?$/, '/'));
    },
    forget: (paths) => paths.forEach((path) => known.delete(path)),
  };
}

/** The folder above one that is not the topmost. */
function above(folder: string): string {
  return folder.replace(/[^/]*\/$/, '');
}
