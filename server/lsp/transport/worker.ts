// The language server in a browser's worker, whose files are the client's.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { version } from '../../../package.json';
import { clientFiles } from '../client-files';
import { serve } from '../serve';
import { startSession } from '../server';
import { pathUri, uriPath } from '../uri-paths';

const connection = createConnection(
  new BrowserMessageReader(globalThis),
  new BrowserMessageWriter(globalThis),
);

serve(connection, version, (client, params) => {
  const files = clientFiles(connection);
  const environment = {
    host: files,
    pathOf: uriPath,
    uriOf: pathUri,
    version,
    platform: 'a worker of a browser',
    ...files,
  };
  return startSession(connection, environment, client, params);
});
