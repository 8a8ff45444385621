// The language server where it has Node: over stdio (`--stdio`) or IPC.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { diskHost } from './disk-host';
import { serve } from './lsp';

const disk = diskHost();

serve(createConnection(ProposedFeatures.all), {
  host: {
    // What is no file has no files beside it.
    resolve: (from, path) => (isUri(from) ? undefined : disk.resolve(from, path)),
    read: (path) => disk.read(path),
    config: (path) => (isUri(path) ? Promise.resolve(undefined) : disk.config(path)),
  },
  pathOf: (uri) => {
    try {
      return uri.startsWith('file:') ? fileURLToPath(uri) : decodeURI(uri);
    } catch {
      return uri;
    }
  },
  uriOf: (path) => (isUri(path) ? path : pathToFileURL(path).href),
  version,
});

function isUri(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(path);
}
