import type { FleetJson } from '../lib/json-output';
import { joined } from '../model/diff';
import { formatRange } from '../net/prefix';
import { changesJson, actionName, type Compared } from './diff';
import { counted, countedAddresses } from '../lib/numbers';

/** The states of a notebook, those that need action first. */
export const fleetStates = ['failed', 'outdated', 'restart', 'foreign', 'none', 'current'] as const;
export type FleetState = (typeof fleetStates)[number];

/** Something about a notebook that does not match its policy. */
export interface FleetDiagnostic {
  /** The id of the rule that reports the same in a policy. */
  readonly rule: string;
  readonly message: string;
}

/** A notebook and what it runs; its texts must be escaped before they are shown. */
export interface FleetNotebook {
  readonly name: string;
  readonly arn: string | undefined;
  /** The account and region if the fleet spans several, otherwise "". */
  readonly home: string;
  readonly configuration: string | undefined;
  /**
   * The policy that its script was compiled from or is compared with, or the name in the script if there is no such
   * policy.
   */
  readonly policy: string | undefined;
  /** The path of the policy's file as given; undefined if there is no such policy. */
  readonly path: string | undefined;
  /** Undefined if it cannot be determined. */
  readonly state: FleetState | undefined;
  /** From the deployed script to the policy; undefined if they cannot be compared. */
  readonly comparison: Compared | undefined;
  /** Details about the state, a clause each. */
  readonly notes: readonly string[];
  readonly problems: readonly FleetDiagnostic[];
}

/** A policy that no notebook runs. */
export interface UnusedPolicy {
  readonly policy: string;
  readonly path: string;
}

export interface FleetReport {
  readonly notebooks: readonly FleetNotebook[];
  /** Undefined if the files do not list all notebooks. */
  readonly unused: readonly UnusedPolicy[] | undefined;
}

/** The number of notebooks in each state. */
export function fleetCounts({ notebooks }: FleetReport): Readonly<Record<FleetState | 'unknown', number>> {
  const counts = { current: 0, outdated: 0, restart: 0, failed: 0, foreign: 0, none: 0, unknown: 0 };
  for (const { state } of notebooks) counts[state ?? 'unknown']++;
  return counts;
}

/** The output of `fleet --format json`. */
export function fleetJson(report: FleetReport): FleetJson {
  const notebooks = report.notebooks.map((notebook) => ({
    name: notebook.name,
    arn: notebook.arn ?? null,
    configuration: notebook.configuration ?? null,
    policy: notebook.policy ?? null,
    path: notebook.path ?? null,
    state: notebook.state ?? null,
    changes: notebook.comparison ? changesJson(notebook.comparison) : null,
    notes: notebook.notes,
    problems: notebook.problems,
  }));
  return { version: 1, notebooks, unused: report.unused ?? null, summary: fleetCounts(report) };
}

/** A range that the policy would route differently, as text. */
export interface FleetChange {
  readonly range: string;
  readonly from: string;
  readonly to: string;
}

/** The first `most` ranges that the policy would change, and a phrase for all of them; "" if nothing changes. */
export function fleetChanges(
  { comparison }: FleetNotebook,
  most: number,
): { readonly summary: string; readonly ranges: readonly FleetChange[]; readonly more: number } {
  const changes = comparison ? joined(comparison.ranges) : [];
  if (changes.length === 0) return { summary: '', ranges: [], more: 0 };
  const total = changes.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  const ranges = changes.slice(0, most).map(({ family, first, last, from, to }) => ({
    range: formatRange(family, first, last),
    from: actionName(from.action),
    to: actionName(to.action),
  }));
  const verb = total === 1n ? 'is' : 'are';
  const summary = `${countedAddresses(total)} in ${counted(changes.length, 'range')} ${verb} routed differently by the policy`;
  return { summary, ranges, more: changes.length - ranges.length };
}

/** Sorts notebooks: those that need action first, then by account, region and name. */
export function fleetOrder({ notebooks }: FleetReport): readonly FleetNotebook[] {
  const rank = ({ state }: FleetNotebook): number => (state ? fleetStates.indexOf(state) + 1 : 0);
  return [...notebooks].sort((a, b) => rank(a) - rank(b));
}

/** "12 notebooks: 8 current, 2 outdated; 1 policy unused". */
export function fleetSummary(report: FleetReport): string {
  const counts = fleetCounts(report);
  const states = (
    ['current', 'outdated', 'restart', 'failed', 'foreign', 'none', 'unknown'] as const
  ).flatMap((state) => (counts[state] > 0 ? [`${counts[state]} ${state}`] : []));
  const problems = report.notebooks.reduce((sum, each) => sum + each.problems.length, 0);
  const parts = [
    `${counted(report.notebooks.length, 'notebook')}: ${states.join(', ')}`,
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
    ...(report.unused === undefined ? ['unused policies unknown'] : []),
    ...(report.unused && report.unused.length > 0
      ? [`${counted(report.unused.length, 'policy', 'policies')} unused`]
      : []),
  ];
  return parts.join('; ');
}

/** The displayed policy of a notebook, or "" if unknown. */
export function fleetPolicy({ policy, path }: FleetNotebook): string {
  if (policy === undefined) return '';
  return path === undefined ? policy : `${policy} (${path})`;
}

/** A notebook's name, with its account and region if the fleet spans several. */
export function fleetName({ name, home }: FleetNotebook): string {
  return home === '' ? name : `${name} (${home})`;
}
