import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  FileChangeType,
  ResponseError,
  WatchKind,
  type FileEvent,
} from 'vscode-languageserver';
import { isConfigFile } from '../lib/config-file';
import { watchedFiles, isWatchedFile } from './capabilities';
import type { Client } from './client';
import { member } from './member';
import { innermostFirst } from './paths';
import { isPolicyFile } from './policy-files';
import { logFailure, type Session } from './session';
import { excludedGlobs, settingsOf } from './settings';
import { announce, everythingChanged, filesChanged, resumeWaiting } from './updates';

/** Registers the messages that end a session, and those that change its settings, folders and files. */
export function registerLifecycle(session: Session): void {
  const { connection } = session;
  connection.onInitialized(() => initialized(session));
  connection.onShutdown(() => {
    if (session.phase === 'ended')
      return new ResponseError(ErrorCodes.InvalidRequest, 'the server is shut down');
    session.phase = 'ended';
    clearTimeout(session.refresh);
    session.measuring.end();
    resumeWaiting(session);
    return undefined;
  });
  connection.onDidChangeConfiguration((params) => {
    if (session.client.configuration) updateSettings(session);
    else applySettings(session, member(params.settings, 'nbroute'));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    watchedFilesChanged(session, changes).catch((error: unknown) =>
      logFailure(session, 'changed files', error),
    );
  });
}

function initialized(session: Session): void {
  const { connection, client, workspace } = session;
  const failed = (error: unknown): void => logFailure(session, 'registration', error);
  if (client.registersWatchers)
    connection.client
      .register(DidChangeWatchedFilesNotification.type, {
        // Of a folder that is created, moved or deleted, VS Code may report nothing but the folder.
        watchers: [
          { globPattern: watchedFiles, kind: WatchKind.Change },
          { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
        ],
      })
      .then(() => workspace.setWatched(), failed);
  if (client.registersConfiguration)
    connection.client.register(DidChangeConfigurationNotification.type, { section: 'nbroute' }).catch(failed);
  if (client.folderChanges)
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const removedUris = new Set(removed.map(({ uri }) => uri));
      const remaining = session.client.folders.filter((uri) => !removedUris.has(uri));
      setClient(session, { ...session.client, folders: [...remaining, ...added.map(({ uri }) => uri)] });
      everythingChanged(session);
      if (session.client.configuration) updateSettings(session);
    });
  // Diagnostics do not wait for the settings; they are published again when these arrive.
  if (client.configuration) updateSettings(session);
}

/** Sets the client, at the start and when its folders change. */
export function setClient(session: Session, client: Client): void {
  const { environment, workspace } = session;
  session.client = client;
  environment.start?.(client);
  workspace.setFolders(client.folders.map(environment.pathOf));
}

/** Requests the settings; of several requests the last one counts, because responses arrive in any order. */
function updateSettings(session: Session): void {
  const settled: Promise<void> = requestSettings(session, () => session.settled === settled);
  session.settled = settled;
}

async function requestSettings(session: Session, isLast: () => boolean): Promise<void> {
  const { connection, workspace, environment } = session;
  try {
    const { folders } = session.client;
    const sections: readonly unknown[] = await connection.workspace.getConfiguration(
      [{}, ...folders.map((scopeUri) => ({ scopeUri }))].flatMap((scope) => [
        { section: 'nbroute', ...scope },
        { section: 'files.exclude', ...scope },
      ]),
    );
    if (!isLast()) return await session.settled;
    const [ofWorkspace, exclude, ...ofFolders] = sections;
    const perFolder = folders.map((uri, i) => ({
      folder: environment.pathOf(uri),
      settings: settingsOf(ofFolders[2 * i] ?? ofWorkspace),
      excluded: excludedGlobs(ofFolders[2 * i + 1] ?? exclude),
    }));
    workspace.setExcluded(new Map(perFolder.map(({ folder, excluded }) => [folder, excluded])));
    session.folderSettings = innermostFirst(perFolder, ({ folder }) => folder);
    applySettings(session, ofWorkspace);
  } catch (error) {
    logFailure(session, 'settings', error);
  }
}

function applySettings(session: Session, section: unknown): void {
  session.settings = settingsOf(section);
  session.stamp = `${Date.now()}`;
  everythingChanged(session);
}

/** Most files that are created or deleted are not the policies' concern, such as a build's output. */
async function watchedFilesChanged(session: Session, changes: readonly FileEvent[]): Promise<void> {
  const { workspace, environment } = session;
  const pathsOf = (wanted: FileChangeType): string[] =>
    changes.flatMap(({ uri, type }) => (type === wanted ? [environment.pathOf(uri)] : []));
  const created = pathsOf(FileChangeType.Created);
  const watched = created.filter(isWatchedFile);
  const known = workspace.readIn([...created, ...pathsOf(FileChangeType.Deleted)]);
  const paths = [...new Set([...pathsOf(FileChangeType.Changed), ...watched, ...known])];
  if (watched.length > 0 || known.length > 0 || paths.some(isConfigFile)) workspace.relist();
  if (paths.length > 0) filesChanged(session, paths);
  await session.settled;
  const found = await workspace.policiesIn(created.filter((path) => !isWatchedFile(path)));
  if (found.length > 0) {
    workspace.relist();
    filesChanged(session, found);
  }
  await announce(session, [...known.filter(isPolicyFile), ...found].map(workspace.uriOf));
}
