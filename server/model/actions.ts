import { actions, isReject, type ActionName } from '../syntax/keywords';

/** The action of a route as a number in columns: the language's actions, then the two that only system routes have. */
export const routeActions = [...actions, 'service', 'local'] as const;
export type RouteAction = ActionName | 'service' | 'local';

export const DIRECT = routeActions.indexOf('direct');
export const VPC = routeActions.indexOf('vpc');
export const DOCKER = routeActions.indexOf('docker');
export const SERVICE = routeActions.indexOf('service');
export const LOCAL = routeActions.indexOf('local');

export type RouteType = 'unicast' | 'unreachable' | 'prohibit' | 'blackhole';
export type InterfaceName = 'direct' | 'vpc' | 'docker' | 'service' | 'local';

/** The route's type as in ip-route(8). */
export function typeOf(action: number): RouteType {
  const name = routeActions[action];
  return name === 'unreachable' || name === 'prohibit' || name === 'blackhole' ? name : 'unicast';
}

/** The interface of a unicast route; null for a reject route. */
export function interfaceNameOf(action: number): InterfaceName | null {
  const name = routeActions[action];
  return name === 'unreachable' || name === 'prohibit' || name === 'blackhole' ? null : name;
}

/** In the language's notation: `via vpc`, `unreachable`. A negative number means no route. */
export function actionText(action: number): string {
  if (action < 0) return 'no route';
  return isReject(action) ? routeActions[action] : `via ${routeActions[action]}`;
}

/** "is routed via vpc", "is unreachable", for so many addresses or ranges: "are unreachable". */
export function outcomeText(action: number, count: number | bigint = 1): string {
  const isOne = Number(count) === 1;
  if (action < 0) return isOne ? 'has no route' : 'have no route';
  return `${isOne ? 'is' : 'are'} ${participle(action)}`;
}

function participle(action: number): string {
  const name = routeActions[action];
  if (name === 'prohibit') return 'prohibited';
  if (name === 'blackhole') return 'blackholed';
  return isReject(action) ? name : `routed via ${name}`;
}

/** Whether a route is the notebook's own or the policy's. */
export type RouteOrigin = 'system' | 'policy';
