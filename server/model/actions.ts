import { actions, isRefusal, type ActionName } from '../syntax/keywords';

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
  if (way < 0) return 'nowhere';
  return isRefusal(way) ? ways[way] : `via ${ways[way]}`;
}

/** The same of several: "go via vpc", "are refused (unreachable)". */
export function goesTogether(way: number): string {
  if (way < 0) return 'have no route';
  return isRefusal(way) ? `are refused (${ways[way]})` : `go via ${ways[way]}`;
}

/** For sentences: "goes via vpc", "is refused (unreachable)". */
export function goes(way: number): string {
  if (way < 0) return 'has no route';
  return isRefusal(way) ? `is refused (${ways[way]})` : `goes via ${ways[way]}`;
}
