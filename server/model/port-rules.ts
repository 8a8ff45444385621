import type { AclRuleFact, NetworkAclFact, NetworkFacts, PermissionFact } from '../aws/facts';
import type { JsonPath } from '../aws/json-documents';
import { formatPrefix, type Family, type Prefix } from '../net/prefix';
import { match, prefixTable, type Table } from '../net/table';
import type { ProtocolName } from '../syntax/port-query';

import { entriesCommand } from './vpc-router';

/*
 * Entries of security groups and rules of network ACLs, prepared for queries about one address and one port.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html and vpc-network-acls.html
 */

export type PortState = 'allowed' | 'blocked' | 'unknown';

/** What decides: a group with its entry, or a network ACL with its rule. */
export interface PortDecider {
  readonly securityGroup: string | null;
  readonly networkAcl: string | null;
  /** A security group rule's id, or the entry's text; an ACL rule's number, `*` for the last. */
  readonly rule: string | null;
}

/** What happens to a packet, and to the reply. */
export interface PortDecision {
  readonly state: PortState;
  /** A sentence without a period. */
  readonly reason: string;
  readonly by: PortDecider | null;
  readonly jsonPath: JsonPath | undefined;
}

/** A packet as groups and ACLs see it; for ICMP the type and the code, else the port. */
export interface Packet {
  readonly family: Family;
  /** The remote address. */
  readonly address: bigint;
  readonly protocol: ProtocolName;
  readonly port: number;
}

/** Linux's ephemeral ports, which replies are sent to. */
export const ephemeral = { from: 32_768, to: 60_999 };

/** Whether something applies to a packet; `maybe` if the file does not have enough. */
export type Match = 'yes' | 'no' | 'maybe';

/** An entry of a group. */
export interface GroupEntry {
  /** The entry's text: `tcp 443 10.0.0.0/8`. */
  readonly text: string;
  readonly group: string;
  readonly fact: PermissionFact;
  readonly addresses: { readonly 4: Table; readonly 6: Table };
  /** What the file needs so that all addresses are known; undefined if they are. */
  readonly missing: string | undefined;
}

/** The addresses with a group that an entry refers to. */
export interface Members {
  readonly prefixes: readonly Prefix[];
  /** What the file needs so that all of them are known. */
  readonly missing: string | undefined;
}

/** An entry of a group with its addresses; `of` returns the members of a group that it refers to. */
export function entryOf(
  group: string,
  fact: PermissionFact,
  facts: NetworkFacts,
  of: (group: string) => Members,
): GroupEntry {
  const prefixes = [...fact.blocks];
  let missing: string | undefined;
  for (const id of fact.prefixLists) {
    const list = facts.prefixLists.get(id);
    if (list?.entries) prefixes.push(...list.entries);
    else
      missing = `the entries of prefix list \`${id}\` are not in the file; add the output of ${entriesCommand(id)}`;
  }
  for (const id of fact.groups) {
    const members = of(id);
    prefixes.push(...members.prefixes);
    missing ??= members.missing;
  }
  return {
    group,
    fact,
    missing,
    text: entryText(fact),
    addresses: { 4: prefixTable(4, prefixes), 6: prefixTable(6, prefixes) },
  };
}

/** Whether an entry can apply to packets to an address. */
export function entryReaches({ addresses, missing }: GroupEntry, family: Family, address: bigint): boolean {
  return missing !== undefined || match(addresses[family], address) >= 0;
}

/** Whether an entry applies to a packet; `groups` are those of the remote address. */
export function entryMatch(
  { fact, addresses, missing }: GroupEntry,
  packet: Packet,
  groups: readonly string[],
): Match {
  const service = serviceMatch(fact, packet);
  if (service === 'no') return 'no';
  if (fact.groups.some((group) => groups.includes(group))) return service;
  if (match(addresses[packet.family], packet.address) >= 0) return service;
  return missing === undefined ? 'no' : 'maybe';
}

/** Whether a protocol and a port, or ICMP's echo request, match an entry or a rule. */
function serviceMatch(
  {
    protocol,
    from,
    to,
  }: {
    readonly protocol: number | undefined;
    readonly from: number | undefined;
    readonly to: number | undefined;
  },
  packet: Packet,
  echoType = packet.family === 4 ? 8 : 128,
): Match {
  if (protocol === -1) return 'yes';
  if (protocol === undefined) return 'maybe';
  if (protocol !== numberOfProtocol(packet)) return 'no';
  if (packet.protocol === 'icmp') {
    const ofType = from === undefined || from === -1 || from === echoType;
    const ofCode = from === undefined || from === -1 || to === undefined || to === -1 || to === 0;
    return ofType && ofCode ? 'yes' : 'no';
  }
  return (from ?? 0) <= packet.port && packet.port <= (to ?? 65_535) ? 'yes' : 'no';
}

function numberOfProtocol({ protocol, family }: Packet): number {
  return protocol === 'tcp' ? 6 : protocol === 'udp' ? 17 : family === 4 ? 1 : 58;
}

function entryText({ protocol, from, to, blocks, prefixLists, groups, rule }: PermissionFact): string {
  const names: Readonly<Record<number, string>> = {
    [-1]: 'all',
    1: 'icmp',
    6: 'tcp',
    17: 'udp',
    58: 'icmpv6',
  };
  const name = protocol === undefined ? 'unknown protocol' : (names[protocol] ?? `protocol ${protocol}`);
  const ports =
    protocol !== 6 && protocol !== 17 ? '' : from === to ? ` ${from}` : ` ${from ?? 0}-${to ?? 65_535}`;
  const peers = [...blocks.map(formatPrefix), ...prefixLists, ...groups];
  const examples = `${peers.slice(0, 2).join(', ')}${peers.length > 2 ? ` and ${peers.length - 2} more` : ''}`;
  return `${rule === undefined ? '' : `${rule}: `}${name}${ports} ${examples}`;
}

/** Rules of a network ACL for one direction, in the order of their numbers. */
export interface AclSide {
  readonly acl: NetworkAclFact;
  readonly rules: readonly AclRuleFact[];
  readonly egress: boolean;
}

export function aclSide(acl: NetworkAclFact, egress: boolean): AclSide {
  const rules = (acl.rules ?? []).filter((rule) => rule.egress === egress);
  return { acl, egress, rules: [...rules].sort((a, b) => a.number - b.number) };
}

/** The first rule that applies to a packet decides; without one it is denied. */
export function aclDecision(side: AclSide, packet: Packet, echoType?: number): PortDecision {
  let possible: AclRuleFact | undefined;
  for (const rule of side.rules) {
    const matches = ruleMatch(rule, packet, echoType);
    if (matches === 'no') continue;
    if (matches === 'maybe') {
      if (possible && possible.allows !== rule.allows) return unknownRule(side, possible);
      possible ??= rule;
    } else if (!possible || possible.allows === rule.allows) return ruleDecision(side, rule);
    else return unknownRule(side, possible);
  }
  return possible?.allows === true ? unknownRule(side, possible) : ruleDecision(side, undefined);
}

function ruleMatch(rule: AclRuleFact, packet: Packet, echoType?: number): Match {
  const service = serviceMatch(rule, packet, echoType);
  if (service === 'no' || !rule.block) return service === 'no' ? 'no' : 'maybe';
  const { family, base, length } = rule.block;
  if (family !== packet.family) return 'no';
  const host = BigInt((family === 4 ? 32 : 128) - length);
  return packet.address >> host === base >> host ? service : 'no';
}

function ruleDecision({ acl, egress }: AclSide, rule: AclRuleFact | undefined): PortDecision {
  const number = ruleNumber(rule);
  const allows = rule?.allows === true;
  const direction = egress ? 'outbound' : 'inbound';
  return {
    state: allows ? 'allowed' : 'blocked',
    reason: `rule ${number} of \`${acl.id}\` ${allows ? 'allows' : 'denies'} it ${direction}`,
    by: { securityGroup: null, networkAcl: acl.id, rule: number },
    jsonPath: rule?.jsonPath ?? acl.jsonPath,
  };
}

function unknownRule({ acl }: AclSide, rule: AclRuleFact): PortDecision {
  return {
    state: 'unknown',
    by: null,
    reason: `the protocol of rule ${ruleNumber(rule)} of \`${acl.id}\` is unknown`,
    jsonPath: rule.jsonPath,
  };
}

function ruleNumber(rule: AclRuleFact | undefined): string {
  return rule === undefined || rule.number >= 32_767 ? '*' : String(rule.number);
}

/** What happens to a reply, which is sent to an ephemeral port: allowed if all of those are, blocked if none is. */
export function replyDecision(side: AclSide, packet: Packet): PortDecision {
  if (packet.protocol === 'icmp')
    return asReply(aclDecision(side, packet, packet.family === 4 ? 0 : 129), '');
  const undecided = new Ports(ephemeral.from, ephemeral.to);
  const denied = new Ports();
  let [allowing, denying, possible]: (AclRuleFact | undefined)[] = [];
  let allowed = 0;
  for (const rule of side.rules) {
    if (undecided.size === 0) break;
    const [from, to] = rule.protocol === -1 ? [0, 65_535] : [rule.from ?? 0, rule.to ?? 65_535];
    const matches = ruleMatch(rule, { ...packet, port: from });
    if (matches === 'no') continue;
    if (matches === 'maybe') {
      if (possible && possible.allows !== rule.allows) return unknownRule(side, possible);
      possible ??= rule;
      continue;
    }
    const taken = undecided.take(from, to);
    if (taken.length === 0) continue;
    if (rule.allows) {
      allowing ??= rule;
      allowed += taken.reduce((sum, each) => sum + each.to - each.from + 1, 0);
    } else {
      denying ??= rule;
      for (const each of taken) denied.add(each.from, each.to);
    }
  }
  for (const each of undecided.ranges) denied.add(each.from, each.to);
  if (possible && (possible.allows ? denied.size > 0 : allowed > 0)) return unknownRule(side, possible);
  if (denied.size === 0) return asReply(ruleDecision(side, allowing), '');
  const decision = ruleDecision(side, denying);
  if (allowed === 0) return asReply(decision, `, to ports ${ephemeral.from}-${ephemeral.to}`);
  const part = denied.sorted().map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  const examples = `${part.slice(0, 3).join(', ')}${part.length > 3 ? ` and ${part.length - 3} more` : ''}`;
  return {
    ...decision,
    state: 'unknown',
    reason: `rule ${decision.by?.rule} of \`${side.acl.id}\` denies replies ${side.egress ? 'outbound' : 'inbound'} to part of the ephemeral ports: ${examples}`,
  };
}

function asReply(decision: PortDecision, ports: string): PortDecision {
  return { ...decision, reason: `${decision.reason.replace(/ it /, ' its replies ')}${ports}` };
}

/** Disjoint ranges of ports. */
class Ports {
  ranges: { readonly from: number; readonly to: number }[] = [];

  constructor(from = 0, to = -1) {
    if (from <= to) this.ranges.push({ from, to });
  }

  get size(): number {
    return this.ranges.length;
  }

  add(from: number, to: number): void {
    this.ranges.push({ from, to });
  }

  /** Removes the ports from one to another, and returns those that were there. */
  take(from: number, to: number): { readonly from: number; readonly to: number }[] {
    const taken: { from: number; to: number }[] = [];
    this.ranges = this.ranges.flatMap((range) => {
      const [first, last] = [Math.max(from, range.from), Math.min(to, range.to)];
      if (first > last) return [range];
      taken.push({ from: first, to: last });
      return [
        { from: range.from, to: first - 1 },
        { from: last + 1, to: range.to },
      ].filter((each) => each.from <= each.to);
    });
    return taken;
  }

  /** Ascending, neighbours joined. */
  sorted(): { readonly from: number; readonly to: number }[] {
    const joined: { from: number; to: number }[] = [];
    for (const { from, to } of [...this.ranges].sort((a, b) => a.from - b.from)) {
      const before = joined[joined.length - 1];
      if (before?.to === from - 1) before.to = to;
      else joined.push({ from, to });
    }
    return joined;
  }
}
