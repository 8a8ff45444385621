import type { LookupJson } from '../lib/json-output';
import type { Route } from '../model/effective';
import { formatRange } from '../net/prefix';
import { candidatesJson, onwardRangeJson } from './onward';
import { portsJson, type PortedRange } from './ports';
import { routeJson } from './table';

/** A query and the address ranges it falls into. */
export interface LookupResult {
  readonly query: string;
  readonly parts: readonly PortedRange[];
}

/** The output of `lookup --format json`; `path` is the policy's, and `line` maps an offset to a line from 1. */
export function lookupJson(
  results: readonly LookupResult[],
  path: string,
  line: (offset: number) => number,
): LookupJson {
  const json = (route: Route) => routeJson(route, path, line);
  return {
    version: 1,
    results: results.map(({ query, parts }) => ({
      query,
      parts: parts.map((part) => ({
        range: formatRange(part.family, part.first, part.last),
        route: part.route ? json(part.route) : null,
        candidates: part.candidates.map(json),
        ...(part.onward && part.router
          ? {
              onward: onwardRangeJson(part.router, part.family, part.onward),
              onwardCandidates: candidatesJson(part),
            }
          : {}),
        ...(part.ports && { ports: portsJson(part.ports) }),
      })),
    })),
  };
}
