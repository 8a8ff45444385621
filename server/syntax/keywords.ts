/** Words that statements share: lower case, and reserved as names only where the grammar needs it. */

/** The actions of routes and expectations. The index is the number in columns. */
export const actions = ['direct', 'vpc', 'docker', 'unreachable', 'prohibit', 'blackhole'] as const;
export type ActionName = (typeof actions)[number];

/** An action's number in columns. */
export function actionNumber(name: ActionName): number {
  return actions.indexOf(name);
}

/** The words after `via`; `docker` only in an expectation. */
export const viaInterfaces = ['vpc', 'direct', 'docker'] as const;
/** The reject routes' actions: ip-route(8)'s route types of the same names. */
export const rejects = ['unreachable', 'prohibit', 'blackhole'] as const;

/** Whether the number is a reject route's. */
export function isReject(action: number): boolean {
  return action >= 3 && action <= 5;
}
