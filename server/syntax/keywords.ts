/** Words that statements share. Lower case only; reserved as names only where the grammar needs them. */

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
