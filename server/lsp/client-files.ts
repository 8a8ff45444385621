import type { Connection } from 'vscode-languageserver';
import type { Host, ReadResult } from '../host';
import { readFileRequest, readFolderRequest } from '../protocol';
import type { FileResult, FolderResult, UriParams } from '../protocol';
import type { Client } from './client';
import type { FolderEntry } from './environment';

/** Files that only the client can read: those of a browser, and of file systems that are no disk. Paths are URIs. */
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
  const known = new Map<string, Promise<ReadResult>>();

  const ask = async (uri: string): Promise<ReadResult> => {
    if (!offered) return { kind: 'missing' };
    const params: UriParams = { uri };
    try {
      return await connection.sendRequest<FileResult>(readFileRequest, params);
    } catch (error) {
      return { kind: 'unreadable', reason: error instanceof Error ? error.message : 'unknown reason' };
    }
  };
  const read = (uri: string): Promise<ReadResult> => {
    let found = known.get(uri);
    if (!found) known.set(uri, (found = ask(uri)));
    return found;
  };
  /** The folder of the workspace that a file is in; where there is none its own folder. Ends with a slash. */
  const home = (uri: string): string => {
    const own = uri.slice(0, uri.lastIndexOf('/') + 1);
    return folders.find((each) => own.startsWith(each)) ?? own;
  };
  return {
    resolve: (from, to) => {
      if (!offered) return undefined;
      const target = joined(from, to);
      return target?.startsWith(home(from)) === true ? target : undefined;
    },
    read,
    config: async (file) => {
      // A text that was never saved lies nowhere.
      if (!offered || !/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) return undefined;
      const top = home(file);
      for (let at = file.slice(0, file.lastIndexOf('/') + 1); at.startsWith(top); at = above(at)) {
        const path = `${at}nbroute.json`;
        const found = await read(path);
        if (found.kind !== 'missing') return { path, read: found };
        if (at === top) return undefined;
      }
      return undefined;
    },
    entries: async (folder) => {
      if (!offered) return [];
      const params: UriParams = { uri: folder };
      try {
        const found = await connection.sendRequest<FolderResult>(readFolderRequest, params);
        return found.map((entry) => ({ ...entry, path: `${folder.replace(/\/$/, '')}/${entry.name}` }));
      } catch {
        return [];
      }
    },
    start: (client) => {
      offered = client.files;
      folders = client.folders.map((uri) => (uri.endsWith('/') ? uri : `${uri}/`));
    },
    forget: (paths) => paths.forEach((path) => known.delete(path)),
  };
}

function above(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
}

/** A relative path resolved; undefined where there are no folders, as beside a text that was never saved. */
function joined(from: string, to: string): string | undefined {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*\/|\/)[^/]*$/i.exec(from);
  if (!match || /^[a-z][a-z0-9+.-]*:/i.test(to)) return undefined;
  const parts: string[] = [];
  for (const part of (to.startsWith('/') ? to : `${match[2]}${to}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${match[1]}/${parts.join('/')}`;
}
