import type { PortsJson } from '../json-output';
import { VPC } from '../model/actions';
import type { Site } from '../model/effective';
import { portsHere } from '../model/expectations';
import { lookup } from '../model/lookup';
import type { Model } from '../model/model';
import { sitePorts } from '../model/onward';
import type { PortDecision } from '../model/port-rules';
import type { Prefix } from '../net/prefix';
import { isReject } from '../syntax/keywords';
import { portsText, queryText, type PortQuery, type PortRange } from '../syntax/port-query';
import { onwardParts, type OnwardPart } from './onward';

/** A part of a look-up with what groups and network ACLs do with ports there. */
export interface PortedPart extends OnwardPart {
  /** Undefined where nothing was asked of ports. */
  readonly ports?: PortAnswer;
}

/** Ports with one decision. */
export interface PortAnswer {
  readonly protocol: PortQuery['protocol'];
  readonly ports: readonly PortRange[];
  readonly decision: PortDecision;
}

/** How a look-up of prefixes ends: the parts of the table, of the VPC router and of the ports, in one list. */
export function lookupParts(
  model: Model,
  prefixes: readonly Prefix[],
  site: Site,
  ports: PortQuery | undefined,
): PortedPart[] {
  const parts = prefixes.flatMap((prefix) => onwardParts(model, lookup(model, prefix, site), site));
  return portedParts(model, parts, site, ports);
}

/** Parts of a look-up, split where groups and ACLs do something else with the ports. */
function portedParts(
  model: Model,
  parts: readonly OnwardPart[],
  site: Site,
  query: PortQuery | undefined,
): PortedPart[] {
  if (!query) return [...parts];
  const filter = sitePorts(model, site);
  return parts.flatMap((part): PortedPart[] => {
    const { protocol, ports } = query;
    if (part.route?.action !== VPC)
      return [{ ...part, ports: { protocol, ports, decision: elsewhere(part) } }];
    return [...portsHere(model, filter, part, query)].flatMap(({ first, last, parts: all }) =>
      all.map((each) => ({
        ...{ ...part, first, last },
        ...(part.onward && { onward: { ...part.onward, first, last } }),
        ports: { protocol, ports: [each.ports], decision: each.decision },
      })),
    );
  });
}

/** What can be said of ports where packets do not leave by the VPC's interface. */
function elsewhere({ route }: OnwardPart): PortDecision {
  const rejected = !route || isReject(route.action);
  return {
    ...{ by: null, place: undefined },
    state: rejected ? 'blocked' : 'unknown',
    reason: !route
      ? 'it has no route'
      : rejected
        ? 'the route rejects it'
        : 'only via vpc are the security groups yours',
  };
}

export function portsJson({ protocol, ports, decision }: PortAnswer): PortsJson {
  const { state, reason, by } = decision;
  return { protocol, ports: protocol === 'icmp' ? '' : portsText(ports), state, reason, by };
}

/** `tcp 443 is allowed: …`; for an answer that cannot be known, what to add. */
export function portAnswerText({ decision, ...query }: PortAnswer): string {
  const { state, reason, by } = decision;
  const asked = queryText(query);
  if (state !== 'unknown') return `${asked} is ${state}: ${reason}`;
  return by ? `${asked} is let through only in part: ${reason}` : `${asked} cannot be known: ${reason}`;
}

/** The same as a line of a look-up. */
export function portLines({ ports }: PortedPart): string[] {
  return ports ? [`  ${portAnswerText(ports).replaceAll('`', '')}`] : [];
}
