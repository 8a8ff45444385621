import type { PortsJson } from '../lib/json-output';
import { VPC } from '../model/actions';
import type { Site } from '../model/effective';
import { portsHere } from '../model/expectations';
import { lookup } from '../model/lookup';
import type { Model } from '../model/model';
import { sitePorts } from '../model/onward';
import type { DecidedPorts } from '../model/ports';
import type { PortDecision } from '../model/port-rules';
import type { Prefix } from '../net/prefix';
import { isReject } from '../syntax/keywords';
import { portsText, queryText, type PortQuery, type PortRange } from '../syntax/port-query';
import { onwardRanges, type LookupRange } from './onward';

/** A part of a look-up, with the decisions of security groups and network ACLs about its ports. */
export interface PortedRange extends LookupRange {
  /** Undefined if the query has no ports. */
  readonly ports?: PortAnswer;
}

/** Ports with the same decision. */
export interface PortAnswer {
  readonly protocol: PortQuery['protocol'];
  readonly ports: readonly PortRange[];
  readonly decision: PortDecision;
}

/** Splits a look-up by the decisions of the table, the VPC router, and the port rules. */
export function lookupRanges(
  model: Model,
  prefixes: readonly Prefix[],
  site: Site,
  ports: PortQuery | undefined,
): PortedRange[] {
  const parts = prefixes.flatMap((prefix) => onwardRanges(model, lookup(model, prefix, site), site));
  return portedRanges(model, parts, site, ports);
}

/** Splits the parts of a look-up where the decision about the ports changes. */
function portedRanges(
  model: Model,
  parts: readonly LookupRange[],
  site: Site,
  query: PortQuery | undefined,
): PortedRange[] {
  if (!query) return [...parts];
  const filter = sitePorts(model, site);
  return parts.flatMap((part): PortedRange[] => {
    const { protocol, ports } = query;
    if (part.route?.action !== VPC)
      return [{ ...part, ports: { protocol, ports, decision: elsewhere(part) } }];
    return [...portsHere(model, filter, part, query)].flatMap(({ first, last, parts: all }) =>
      joined(protocol, all).map((answer) => ({
        ...part,
        first,
        last,
        ...(part.onward && { onward: { ...part.onward, first, last } }),
        ports: answer,
      })),
    );
  });
}

/** One answer for all ports with the same decision, in the order of their first ports. */
function joined(protocol: PortQuery['protocol'], parts: readonly DecidedPorts[]): PortAnswer[] {
  const answers = new Map<string, { readonly decision: PortDecision; readonly ports: PortRange[] }>();
  for (const { ports, decision } of parts) {
    const key = `${decision.state} ${decision.reason}`;
    const same = answers.get(key);
    if (same) same.ports.push(ports);
    else answers.set(key, { decision, ports: [ports] });
  }
  return [...answers.values()].map(({ decision, ports }) => ({ protocol, ports, decision }));
}

/** The decision for packets that do not leave through the VPC interface. */
function elsewhere({ route }: LookupRange): PortDecision {
  const rejected = !route || isReject(route.action);
  return {
    by: null,
    jsonPath: undefined,
    state: rejected ? 'blocked' : 'unknown',
    reason: !route
      ? 'it has no route'
      : rejected
        ? 'the route rejects it'
        : 'the security groups are yours only via vpc',
  };
}

export function portsJson({ protocol, ports, decision }: PortAnswer): PortsJson {
  const { state, reason, by } = decision;
  return { protocol, ports: protocol === 'icmp' ? '' : portsText(ports), state, reason, by };
}

/** `tcp 443 is allowed: …`; an unknown answer ends with what to add to know it. */
export function portAnswerText({ decision, ...query }: PortAnswer): string {
  const { state, reason, by } = decision;
  const portsText = queryText(query);
  if (state !== 'unknown') return `${portsText} is ${state}: ${reason}`;
  return by ? `${portsText} is allowed only in part: ${reason}` : `${portsText} is unknown: ${reason}`;
}

/** The same as lines of a look-up. */
export function portLines({ ports }: PortedRange): string[] {
  return ports ? [`  ${portAnswerText(ports).replaceAll('`', '')}`] : [];
}
