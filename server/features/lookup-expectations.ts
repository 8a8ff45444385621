import { actionText } from '../model/actions';
import type { Model } from '../model/model';
import { siteRouters } from '../model/onward';
import { queried } from '../model/query';
import { bits, formatPrefix, rangePrefixes } from '../net/prefix';
import { unambiguousAddress } from '../net/spelling';
import { lookupRanges, type PortedRange } from '../render/ports';
import type { Edit } from '../rules/lib/rule';
import { actions } from '../syntax/keywords';
import { lineBreakOf } from '../syntax/lines';
import { portQuestion, queryText } from '../syntax/port-query';
import { appendedExpectation, statedExpectations } from './code-actions/add-expectation';
import { siteNamed } from './preview';

/** More destinations or statements would not be readable. */
const mostDestinations = 20;

/**
 * An edit that adds statements which expect the present result of a look-up, or the reason why there are none: dead
 * ends, local addresses and unknown results cannot be expected.
 */
export function addLookupExpectations(
  model: Model,
  query: string,
  subnet: string | undefined,
): Edit | { readonly problem: string } {
  const asked = portQuestion(query);
  if ('problem' in asked) return asked;
  const prefixes = queried(model, asked.query);
  if ('problem' in prefixes) return prefixes;
  const destinations = new Map<string, string[]>();
  for (const part of lookupRanges(model, prefixes, siteNamed(model, subnet), asked.ports)) {
    const ending = endingOf(model, part);
    if (ending === undefined) continue;
    destinations.set(ending, [...(destinations.get(ending) ?? []), ...destinationsOf(part)]);
  }
  if (destinations.size === 0) return { problem: 'no expectation can state this' };
  if ([...destinations.values()].flat().length > mostDestinations)
    return {
      problem: `that would take more than ${mostDestinations} destinations; ask for a smaller prefix`,
    };
  const stated = statedExpectations(model);
  const lines = [...destinations]
    .map(([ending, ranges]) => `expect ${ranges.join(', ')} ${ending}`)
    .filter((line) => !stated.has(line));
  if (lines.length === 0) return { problem: 'the policy expects this already' };
  return appendedExpectation(model, lines.join(lineBreakOf(model.unit.file.source.toString())));
}

/** What follows the destinations in the statement; undefined if no expectation can express it. */
function endingOf(model: Model, { route, onward, ports }: PortedRange): string | undefined {
  if (!route || route.action >= actions.length) return undefined;
  const asked = ports && queryText(ports);
  if (ports?.decision.state === 'blocked') return `${asked} blocked`;
  if (onward?.state === 'dead-end' || (ports && ports.decision.state !== 'allowed')) return undefined;
  const nextHop = onward?.state === 'ok' ? onward.row?.row.nextHop : undefined;
  // An expectation applies to all subnets, and another one may have another next hop.
  const to =
    nextHop && nextHop.kind !== 'local' && siteRouters(model).length === 1 ? ` to ${nextHop.id}` : '';
  return `${asked === undefined ? '' : `${asked} `}${actionText(route.action)}${to}`;
}

function destinationsOf({ family, first, last }: PortedRange): string[] {
  return rangePrefixes(family, first, last, mostDestinations + 1).map((prefix) =>
    prefix.length === bits(family) ? unambiguousAddress(family, prefix.base) : formatPrefix(prefix),
  );
}
