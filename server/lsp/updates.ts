import { isConfigFile } from '../lib/config-file';
import { changedNotification, type ChangedParams } from '../protocol';
import type { Snapshot } from './analyses';
import { publishConfig } from './config-diagnostics';
import { turn } from './pace';
import { diagnosticsFor } from './requests/diagnostics';
import { logFailure, settingsAt, type Session } from './session';

/** Analyses and publishes again everything that depends on some files. */
export function filesChanged(session: Session, paths: readonly string[]): void {
  const { workspace } = session;
  const config = paths.some(isConfigFile);
  const dependants = config ? workspace.openTexts() : paths.flatMap((path) => workspace.openDependants(path));
  workspace.forget(paths);
  for (const uri of new Set(dependants.map((text) => text.uri))) void publishSoon(session, uri);
  if (dependants.length > 0) refreshSoon(session);
  resumeWaiting(session);
}

/** Handles a change that affects every text. */
export function everythingChanged(session: Session): void {
  for (const { uri } of session.workspace.openTexts()) void publishSoon(session, uri);
  refreshSoon(session);
  resumeWaiting(session);
}

/** Publishes a text's new state; called again by whatever makes that state out of date. */
export async function publishSoon(session: Session, uri: string): Promise<void> {
  const { workspace } = session;
  const text = workspace.opened(uri);
  session.measuring.put(uri);
  // Changes that arrive together are published once, because the later ones are handled before this continues.
  await turn();
  await turn();
  if (workspace.opened(uri) !== text) return;
  try {
    const snapshot = await workspace.snapshot(uri);
    if (!snapshot || !workspace.isCurrent(snapshot) || session.phase !== 'running') return;
    await publish(session, snapshot);
  } catch (error) {
    logFailure(session, 'diagnostics', error);
  }
}

/** Measures the script of a text that is left alone, and publishes any change. */
export async function measureScript(session: Session, uri: string): Promise<void> {
  const { workspace, sizes, client, connection } = session;
  try {
    const snapshot = await workspace.snapshot(uri);
    if (!snapshot || !workspace.isCurrent(snapshot) || session.phase !== 'running') return;
    const { analysis, path } = snapshot;
    if (!sizes.measure(analysis, settingsAt(session, path).rules)) return;
    resumeWaiting(session);
    await publish(session, snapshot);
    // Not awaited; a failure is harmless, because the client pulls again anyway.
    if (client.refreshes.diagnostics) connection.languages.diagnostics.refresh().catch(() => undefined);
  } catch (error) {
    logFailure(session, 'script size', error);
  }
}

/** Resumes the requests that wait for a change. */
export function resumeWaiting({ waiting }: Session): void {
  waiting.splice(0).forEach((resume) => resume());
}

async function publish(session: Session, snapshot: Snapshot): Promise<void> {
  const { client, connection } = session;
  const { uri, version } = snapshot.text;
  await publishConfig(session, snapshot);
  if (!client.pulls)
    await connection.sendDiagnostics({
      uri,
      diagnostics: diagnosticsFor(session, snapshot),
      ...(version !== null && { version }),
    });
  await announce(session, [uri]);
}

/** Notifies the client that policies have changed. */
export async function announce({ client, connection }: Session, uris: readonly string[]): Promise<void> {
  // Only clients with a preview know this notification.
  if (client.commands.preview === undefined) return;
  for (const uri of uris) {
    const changed: ChangedParams = { uri };
    await connection.sendNotification(changedNotification, changed);
  }
}

/** Asks the client to request again what depends on more than the changed text; many changes share one refresh. */
function refreshSoon(session: Session): void {
  session.refresh ??= setTimeout(() => {
    session.refresh = undefined;
    if (session.phase === 'running') void refresh(session);
  }, 100);
}

async function refresh({ client, connection }: Session): Promise<void> {
  const { diagnostics, inlayHints, codeLenses, semanticTokens } = client.refreshes;
  const { languages } = connection;
  try {
    await Promise.all([
      ...(diagnostics ? [languages.diagnostics.refresh()] : []),
      ...(inlayHints ? [languages.inlayHint.refresh()] : []),
      ...(semanticTokens ? [languages.semanticTokens.refresh()] : []),
      ...(codeLenses ? [connection.sendRequest('workspace/codeLens/refresh')] : []),
    ]);
  } catch {
    // A client that goes away, or cannot do what it announced: only a fresh look is lost.
  }
}
