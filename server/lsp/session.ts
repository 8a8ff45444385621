import { WorkDoneProgressReporter, type CancellationToken, type Connection } from 'vscode-languageserver';
import { findings, isQuicklyMeasured, sizeFindings, withSize, type Analysis } from '../engine';
import type { Features } from '../features/index';
import { internalError } from '../internal-error';
import type { SizeNotice } from '../rules/lib/rule';
import type { Checked, Severities } from '../rules/runner';
import type { Snapshot } from './analyses';
import type { Client } from './client';
import type { Environment } from './environment';
import { paced, type Debounced } from './pace';
import { isBelow } from './paths';
import type { ScriptSizes } from './script-sizes';
import type { Settings } from './settings';
import type { Workspace } from './workspace';

/** Everything the server remembers between two messages. Requests read it; only `lifecycle.ts` sets its variables. */
export interface Session {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly features: Features;
  readonly workspace: Workspace;
  readonly sizes: ScriptSizes;
  phase: 'new' | 'running' | 'ended';
  client: Client;
  settings: Settings;
  /** Settings that folders of the workspace have of their own. */
  folderSettings: readonly { readonly folder: string; readonly settings: Settings }[];
  /** Part of every result id: results of another run or under other settings have another stamp. */
  stamp: string;
  /** Scripts to be measured once their texts are left alone; keys are URIs. */
  readonly measuring: Debounced;
  /** The timer of a refresh that is due; many changes share one. */
  refresh: ReturnType<typeof setTimeout> | undefined;
  /** Resume the requests that wait for something to change. */
  readonly waiting: (() => void)[];
  /** The findings of an analysis under the settings it was last asked for with. */
  readonly underSettings: WeakMap<Analysis, FindingsUnderSettings>;
  /** Failures that are in the log already. */
  readonly logged: Set<string>;
  /** What is known of them without any text of a policy. */
  readonly internalErrors: string[];
}

/** The findings in a policy under some settings, and the script size that is among them. */
export interface FindingsUnderSettings {
  readonly rules: Severities;
  readonly size: SizeNotice | undefined;
  readonly checked: Checked;
}

/** The settings of the folder that a file is in. */
export function settingsAt({ folderSettings, settings }: Session, path: string): Settings {
  return folderSettings.find(({ folder }) => isBelow(folder, path))?.settings ?? settings;
}

/** The script size to report for an open policy; undefined where none is, or where it is not measured yet. */
export function sizeOf(session: Session, analysis: Analysis): SizeNotice | undefined {
  const { client, sizes } = session;
  // A client that pulls diagnostics and cannot be asked to pull again needs the size at once.
  if (client.pulls && !client.refreshes.diagnostics && isQuicklyMeasured(analysis.model))
    sizes.measure(analysis, settingsAt(session, analysis.path).rules);
  return sizes.of(analysis);
}

/** The findings in an open policy with the severities of the settings, its script size among them. */
export function checkedOf(session: Session, analysis: Analysis): Checked {
  const { model, path } = analysis;
  const { rules } = settingsAt(session, path);
  const size = sizeOf(session, analysis);
  if (rules.size === 0 && !size) return analysis.checked;
  // Every request for code actions asks for them, not only each new version.
  const last = session.underSettings.get(analysis);
  if (last?.rules === rules && last.size?.message === size?.message) return last.checked;
  const withoutSize = rules.size === 0 ? analysis.checked : findings(model, rules);
  const ofSize = sizeFindings(model, rules, () => size);
  const checked = withSize(withoutSize, ofSize);
  session.underSettings.set(analysis, { rules, size, checked });
  return checked;
}

/** Every policy of the workspace, yielding to other requests in between; rejects once it is cancelled. */
export function policiesOf(
  { connection, client, workspace }: Session,
  title: string,
  token: CancellationToken,
  progress?: WorkDoneProgressReporter,
): AsyncGenerator<Snapshot, void, undefined> {
  return paced(workspace.policies(), title, workspace.count, token, () => {
    if (progress && !WorkDoneProgressReporter.isNullInstance(progress)) return Promise.resolve(progress);
    return client.progress ? connection.window.createWorkDoneProgress() : undefined;
  });
}

/** The first ones say most: what fails later often follows from them. */
const mostInternalErrors = 20;

/** Logs the failure of a feature, each failure once. */
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
