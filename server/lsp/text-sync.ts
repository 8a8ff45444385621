import { isConfigFile } from '../lib/config-file';
import { policyClosed } from './config-diagnostics';
import type { Session } from './session';
import { changedText, textOf, type Text } from './text';
import { filesChanged, publishSoon } from './updates';

/** Registers the notifications that keep the server's texts in sync with the client's. */
export function registerTextSync(session: Session): void {
  const { connection, workspace, environment, sizes } = session;
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) =>
    put(session, textOf(uri, version, text, session.client.encoding)),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const before = workspace.opened(uri);
    if (before) put(session, changedText(before, version, contentChanges, session.client.encoding));
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const path = environment.pathOf(uri);
    workspace.close(uri);
    sizes.forget(path);
    filesChanged(session, [path]);
    policyClosed(session, path);
    // Those of an nbroute.json are withdrawn with the last policy that it applies to.
    if (!session.client.pulls && session.phase === 'running' && !isConfigFile(path))
      void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
}

function put(session: Session, text: Text): void {
  session.workspace.put(text);
  filesChanged(session, [session.environment.pathOf(text.uri)]);
  void publishSoon(session, text.uri);
}
