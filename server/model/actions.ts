import { actions, isReject, type ActionName } from '../syntax/keywords';

/**
 * Where a route leads, as a number in columns: the actions of the language, then the two targets only the system
 * has. Two routes go "the same way" when these numbers are equal.
 */
export const ways = [...actions, 'service', 'local'] as const;
export type WayName = ActionName | 'service' | 'local';

export const DIRECT = ways.indexOf('direct');
export const VPC = ways.indexOf('vpc');
export const DOCKER = ways.indexOf('docker');
export const SERVICE = ways.indexOf('service');
export const LOCAL = ways.indexOf('local');

export type RouteType = 'unicast' | 'unreachable' | 'prohibit' | 'blackhole';
export type Target = 'direct' | 'vpc' | 'docker' | 'service' | 'local';

/** The route's type as in ip-route(8). */
export function typeOf(way: number): RouteType {
  const name = ways[way];
  return name === 'unreachable' || name === 'prohibit' || name === 'blackhole' ? name : 'unicast';
}

/** Where a unicast route leads; null for a refusal. */
export function targetOf(way: number): Target | null {
  const name = ways[way];
  return name === 'unreachable' || name === 'prohibit' || name === 'blackhole' ? null : name;
}

/** As the language writes it: `via vpc`, `unreachable`. A negative number is no route. */
export function wayText(way: number): string {
  if (way < 0) return 'no route';
  return isReject(way) ? ways[way] : `via ${ways[way]}`;
}

/** For sentences about several: "are routed via vpc", "are unreachable". */
export function goesTogether(way: number): string {
  return way < 0 ? 'have no route' : `are ${outcome(way)}`;
}

/** For sentences: "is routed via vpc", "is unreachable". */
export function goes(way: number): string {
  return way < 0 ? 'has no route' : `is ${outcome(way)}`;
}

function outcome(way: number): string {
  const name = ways[way];
  if (name === 'prohibit') return 'prohibited';
  if (name === 'blackhole') return 'blackholed';
  return isReject(way) ? name : `routed via ${name}`;
}

/** Whether a route is the notebook's own or comes from the policy. */
export type RouteOrigin = 'system' | 'policy';
