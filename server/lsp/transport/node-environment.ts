import { promises as fs } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Connection } from 'vscode-languageserver';
import type { Host } from '../../host';
import { diskHost, isMissing } from '../../node/disk-host';
import { clientFiles } from '../client-files';
import type { Environment } from '../environment';
import { isUri, pathUri, uriPath } from '../uri-paths';

/** Files on disk, and on virtual file systems, which only the client can read. */
export function nodeEnvironment(connection: Connection, version: string): Environment {
  let folders: readonly string[] = [];
  const disk = diskHost(() => folders);
  const remote = clientFiles(connection);
  const hostOf = (file: string): Host => (isUri(file) ? remote : disk);
  return {
    host: {
      resolve: (from, to) => hostOf(from).resolve(from, to),
      read: (file, as) => hostOf(file).read(file, as),
      config: (file) => hostOf(file).config(file),
    },
    start: (client) => {
      folders = client.folders.map(pathOf).filter((path) => !isUri(path));
      remote.start(client);
    },
    forget: remote.forget,
    version,
    pathOf,
    uriOf: (file) => (isUri(file) ? pathUri(file) : pathToFileURL(file).href),
    platform: `${process.platform} ${process.arch}, Node ${process.version}`,
    verify: async (model, signal, progress) => {
      // Loaded on demand, so that the server starts without it.
      const [{ verify }, { reportText }] = await Promise.all([
        import('../../verify/verify'),
        import('../../verify/report'),
      ]);
      const report = await verify(model, { signal, progress });
      const text = reportText(report);
      return report.kind === 'compared'
        ? { kind: 'compared', ok: report.ok, text }
        : { kind: 'cannot', text };
    },
    entries: async (folder) => {
      if (isUri(folder)) return remote.entries(folder);
      try {
        const entries = await fs.readdir(folder, { withFileTypes: true });
        // Links are not followed, because a link to a parent folder would never end.
        return entries
          .filter((entry) => entry.isFile() || entry.isDirectory())
          .map((entry) => ({
            name: entry.name,
            folder: entry.isDirectory(),
            path: path.join(folder, entry.name),
          }));
      } catch (error) {
        return isMissing(error) ? [] : undefined;
      }
    },
  };
}

function pathOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : uriPath(uri);
  } catch {
    return uri;
  }
}
