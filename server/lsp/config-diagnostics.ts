import { checkedConfig } from '../engine';
import type { Snapshot } from './analyses';
import { settingsAt, type Session } from './session';
import { diagnosticsOf } from './to-lsp';

/** Publishes the diagnostics of the nbroute.json that applies to an open policy, if they have changed. */
export async function publishConfig(session: Session, { path, analysis }: Snapshot): Promise<void> {
  const { client, connection, configs, workspace } = session;
  const { config } = analysis.unit;
  await recordConfig(session, path, config?.path);
  if (!config) return;
  const source = config.read.kind === 'text' ? config.read.text : '';
  const text = workspace.textAt(config.path, source);
  const checked = checkedConfig(analysis.model, settingsAt(session, config.path).rules);
  const diagnostics = diagnosticsOf(text, checked, client.shows, workspace.textAt, () => source);
  const { uri, version } = text;
  const json = diagnostics.length === 0 ? undefined : JSON.stringify([version, diagnostics]);
  if (configs.published.get(config.path) === json) return;
  if (json === undefined) configs.published.delete(config.path);
  else configs.published.set(config.path, json);
  await connection.sendDiagnostics({ uri, diagnostics, ...(version !== null && { version }) });
}

/** Records the nbroute.json that applies to a policy; the diagnostics of one that applies to none are withdrawn. */
async function recordConfig(
  { connection, configs: { applied, published }, workspace }: Session,
  policy: string,
  config: string | undefined,
): Promise<void> {
  const before = applied.get(policy);
  if (config === undefined) applied.delete(policy);
  else applied.set(policy, config);
  if (before === undefined || [...applied.values()].includes(before) || !published.delete(before)) return;
  await connection.sendDiagnostics({ uri: workspace.uriOf(before), diagnostics: [] });
}

/** Handles the end of an open policy. */
export function policyClosed(session: Session, policy: string): void {
  if (session.phase === 'running') void recordConfig(session, policy, undefined);
}
