/** The words of the language. Lower case only; reserved as names only where the grammar needs them. */

/** What a line can begin with, in the order of use. */
export const statementKeywords = [
  'policy',
  'vpc',
  'subnet',
  'direct-internet',
  'platform',
  'interface',
  'docker',
  'prefix-list',
  'route',
  'expect',
  'include',
  'on-failure',
  'on-start',
] as const;
export type StatementKeyword = (typeof statementKeywords)[number];

/** Statements that may stand in a policy more than once. */
const repeatedStatements: readonly StatementKeyword[] = ['prefix-list', 'route', 'expect', 'include'];

/** Statements that may stand in a policy only once (`interface` once for each of the two). */
export const singleStatements = statementKeywords.filter((keyword) => !repeatedStatements.includes(keyword));

/** Where a route or an expectation can lead. The index is the number columns keep. */
export const actions = ['direct', 'vpc', 'docker', 'unreachable', 'prohibit', 'blackhole'] as const;
export type ActionName = (typeof actions)[number];

/** Actions written after `via`; `docker` only in an expectation. */
export const viaTargets = ['vpc', 'direct', 'docker'] as const;
/** Actions that refuse: ip-route(8)'s route types of the same names. */
export const refusals = ['unreachable', 'prohibit', 'blackhole'] as const;

/** Whether an action number is a refusal. */
export function isRefusal(action: number): boolean {
  return action >= 3 && action <= 5;
}
