import { WorkDoneProgressReporter, type CancellationToken, type Connection } from 'vscode-languageserver';
import { diagnostics, isQuicklyMeasured, sizeDiagnostics, withSize, type Analysis } from '../engine';
import type { Features } from '../features/index';
import { internalError } from '../lib/internal-error';
import type { SizeNotice } from '../rules/lib/rule';
import type { Checked, Severities } from '../rules/runner';
import type { Snapshot } from './analyses';
import type { Client } from './client';
import type { Environment } from './environment';
import { paced, type Debounced } from './pace';
import { isBelow } from './paths';
import type { ScriptSizes } from './script-sizes';
import type { Settings } from './settings';
import { unreadMessage } from './unread';
import type { Workspace } from './workspace';

/** Everything the server remembers between messages. Requests only read it; its variables are set by `lifecycle.ts`. */
export interface Session {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly features: Features;
  readonly workspace: Workspace;
  readonly sizes: ScriptSizes;
  phase: 'running' | 'ended';
  client: Client;
  settings: Settings;
  /** Resolves when the client has responded to the last request for its settings; never rejects. */
  settled: Promise<void>;
  /** Settings of individual workspace folders, innermost first. */
  folderSettings: readonly { readonly folder: string; readonly settings: Settings }[];
  /** Part of every result id; it differs between runs and between settings. */
  stamp: string;
  /** Policies whose scripts are measured once their texts are left alone; keys are URIs. */
  readonly measuring: Debounced;
  /** The timer of a pending refresh, which many changes share. */
  refresh: ReturnType<typeof setTimeout> | undefined;
  /** Resume the requests that wait for a change. */
  readonly waiting: (() => void)[];
  /** The diagnostics of an analysis under the settings they were last requested with. */
  readonly underSettings: WeakMap<Analysis, DiagnosticsUnderSettings>;
  readonly configs: PublishedConfigs;
  /** What the log says last about folders and policies that cannot be read. */
  loggedUnread: string | undefined;
  /** Failures that are already in the log. */
  readonly logged: Set<string>;
  /** The same failures without any text of a policy. */
  readonly internalErrors: string[];
}

/** What was published about nbroute.json files, which are published to all clients: none requests their diagnostics. */
export interface PublishedConfigs {
  /** The nbroute.json that applies to each open policy, by the policy's path. */
  readonly applied: Map<string, string>;
  /** The diagnostics of each nbroute.json that has any, as JSON, by path. */
  readonly published: Map<string, string>;
}

/** A policy's diagnostics under some settings, and the script size included in them. */
export interface DiagnosticsUnderSettings {
  readonly rules: Severities;
  readonly size: SizeNotice | undefined;
  readonly checked: Checked;
}

/** The settings of the folder that contains a file. */
export function settingsAt({ folderSettings, settings }: Session, path: string): Settings {
  return folderSettings.find(({ folder }) => isBelow(folder, path))?.settings ?? settings;
}

/** The script size to report for an open policy; undefined if there is none, or if it is not measured yet. */
export function sizeOf(session: Session, analysis: Analysis): SizeNotice | undefined {
  const { client, sizes } = session;
  // A client that pulls diagnostics but cannot be asked to pull again needs the size at once.
  if (client.pulls && !client.refreshes.diagnostics && isQuicklyMeasured(analysis.model))
    sizes.measure(analysis, settingsAt(session, analysis.path).rules);
  return sizes.of(analysis);
}

/** The diagnostics of an open policy under the settings, including its script size. */
export function checkedOf(session: Session, analysis: Analysis): Checked {
  const { model, path } = analysis;
  const { rules } = settingsAt(session, path);
  const size = sizeOf(session, analysis);
  if (rules.size === 0 && !size) return analysis.checked;
  // Cached, because every request for code actions needs them.
  const last = session.underSettings.get(analysis);
  if (last?.rules === rules && last.size?.message === size?.message) return last.checked;
  const withoutSize = rules.size === 0 ? analysis.checked : diagnostics(model, rules);
  const ofSize = sizeDiagnostics(model, rules, () => size);
  const checked = withSize(withoutSize, ofSize);
  session.underSettings.set(analysis, { rules, size, checked });
  return checked;
}

/**
 * Iterates over every policy of the workspace, once the settings say which are excluded, yielding to other requests in
 * between; rejects once cancelled.
 */
export function policiesOf(
  session: Session,
  title: string,
  token: CancellationToken,
  progress?: WorkDoneProgressReporter,
): AsyncGenerator<Snapshot, void, undefined> {
  const { connection, client, workspace, settled } = session;
  const policies = async function* (): ReturnType<Workspace['policies']> {
    // A token that was cancelled before the request was served has no event.
    if (!token.isCancellationRequested)
      await Promise.race([settled, new Promise((resume) => token.onCancellationRequested(resume))]);
    yield* workspace.policies();
    logUnread(session);
  };
  return paced(policies(), title, workspace.count, token, () => {
    if (progress && !WorkDoneProgressReporter.isNullInstance(progress)) return Promise.resolve(progress);
    return client.progress ? connection.window.createWorkDoneProgress() : undefined;
  });
}

/** Logs what could not be read, once until that changes. */
function logUnread(session: Session): void {
  const message = unreadMessage(session.workspace.unread());
  if (message !== undefined && message !== session.loggedUnread) session.connection.console.warn(message);
  session.loggedUnread = message;
}

/** The first ones are the most useful; later ones are often consequences. */
const mostInternalErrors = 20;

/** Logs the failure of a feature, each one only once. */
export function logFailure(
  { logged, internalErrors, connection }: Session,
  feature: string,
  error: unknown,
): void {
  const [message, details] =
    error instanceof Error ? [error.message, error.stack ?? error.message] : [String(error), String(error)];
  if (logged.has(`${feature}: ${message}`)) return;
  logged.add(`${feature}: ${message}`);
  if (internalErrors.length < mostInternalErrors) internalErrors.push(`${feature}: ${internalError(error)}`);
  connection.console.error(`${feature}: ${details}`);
}
