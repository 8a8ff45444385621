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
import { watchedFiles } from './capabilities';
import type { Client } from './client';
import { member } from './member';
import { logFailure, type Session } from './session';
import { excludedGlobs, settingsOf } from './settings';
import { everythingChanged, filesChanged, resumeWaiting } from './updates';

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
    if (session.client.configuration) session.settled = requestSettings(session);
    else applySettings(session, member(params.settings, 'nbroute'));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => watchedFilesChanged(session, changes));
}

function initialized(session: Session): void {
  const { connection, client, workspace } = session;
  const failed = (error: unknown): void => logFailure(session, 'registration', error);
  if (client.registersWatchers)
    connection.client
      .register(DidChangeWatchedFilesNotification.type, {
        // Of a deleted folder, VS Code reports nothing but the folder.
        watchers: [{ globPattern: watchedFiles }, { globPattern: '**/*', kind: WatchKind.Delete }],
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
      if (session.client.configuration) session.settled = requestSettings(session);
    });
  // Diagnostics do not wait for the settings; they are published again when these arrive.
  if (client.configuration) session.settled = requestSettings(session);
}

/** Sets the client, at the start and when its folders change. */
export function setClient(session: Session, client: Client): void {
  const { environment, workspace } = session;
  session.client = client;
  environment.start?.(client);
  workspace.setFolders(client.folders.map(environment.pathOf));
}

async function requestSettings(session: Session): Promise<void> {
  const { connection, workspace, environment } = session;
  try {
    const { folders } = session.client;
    const sections: readonly unknown[] = await connection.workspace.getConfiguration([
      { section: 'nbroute' },
      { section: 'files.exclude' },
      ...folders.map((scopeUri) => ({ section: 'nbroute', scopeUri })),
    ]);
    const [ofWorkspace, exclude, ...ofFolders] = sections;
    workspace.setExcluded(excludedGlobs(exclude));
    // A folder of the workspace may be inside another one, which then has the shorter path.
    session.folderSettings = folders
      .map((uri, i) => ({
        folder: environment.pathOf(uri),
        settings: settingsOf(ofFolders[i] ?? ofWorkspace),
      }))
      .sort((a, b) => b.folder.length - a.folder.length);
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

function watchedFilesChanged(session: Session, changes: readonly FileEvent[]): void {
  const { workspace, environment } = session;
  const pathsOf = (isDeleted: boolean): string[] =>
    changes.flatMap(({ uri, type }) =>
      (type === FileChangeType.Deleted) === isDeleted ? [environment.pathOf(uri)] : [],
    );
  const deleted = workspace.readIn(pathsOf(true));
  const paths = [...pathsOf(false), ...deleted];
  if (paths.length === 0) return;
  const isCreated = changes.some(({ type }) => type === FileChangeType.Created);
  if (isCreated || deleted.length > 0 || paths.some(isConfigFile)) workspace.relist();
  filesChanged(session, paths);
}
