import type { InterfaceFact, NetworkFacts, NotebookFact, SubnetFact, VpcFact } from '../aws/facts';
import type { JsonPath } from '../aws/json-documents';
import { hostPrefix, last, overlaps, parsePrefix, type Family, type Prefix } from '../net/prefix';
import { familyTable, match, type Table, type RowEntry } from '../net/table';
import type { PortQuery, PortRange } from '../syntax/port-query';
import {
  aclDecision,
  aclSide,
  entryMatch,
  entryReaches,
  entryOf,
  replyDecision,
  type AclSide,
  type GroupEntry,
  type Members,
  type Packet,
  type PortDecision,
} from './port-rules';
import { lowest } from '../lib/binary-search';
import { onwardOf, type Router } from './vpc-router';

/*
 * Whether the security groups and the network ACLs between a notebook and an address allow a connection: the packet,
 * and the replies to it. Groups are a union and stateful; ACLs are ordered and stateless.
 */

/** Ports with one decision, at the addresses of a range. */
export interface DecidedPorts {
  readonly ports: PortRange;
  readonly decision: PortDecision;
}

/** An address range in which the same ports have the same decisions. */
export interface PortDecisionRange {
  readonly first: bigint;
  readonly last: bigint;
  /** Ascending: together all requested ports. */
  readonly parts: readonly DecidedPorts[];
}

/** The groups and ACLs between a notebook in a subnet and any address. */
export interface PortFilter {
  readonly facts: NetworkFacts;
  readonly vpc: VpcFact;
  readonly router: Router;
  /** The notebook's own subnet: its blocks, and the fact if the file has it. */
  readonly own: readonly Prefix[];
  readonly subnet: SubnetFact | undefined;
  readonly groups: Groups;
  readonly acl: Acl;
  /** The notebook's own addresses if they are known, else the addresses of its subnet at which anything changes. */
  readonly sources: { readonly 4: readonly bigint[]; readonly 6: readonly bigint[] };
  /** Where anything that decides begins or ends, ascending. */
  readonly edges: { readonly 4: readonly bigint[]; readonly 6: readonly bigint[] };
  readonly unfiltered: readonly { readonly prefix: Prefix; readonly what: string }[];
  /** The subnets of the VPC and its peers, and where they are. */
  readonly subnets: readonly SubnetFact[];
  readonly tablesByVpc: ReadonlyMap<string, SubnetTables>;
  /** By subnet and address. */
  readonly interfaces: ReadonlyMap<string, InterfaceFact>;
  /** Of other subnets and interfaces, by id; computed on demand. */
  readonly farAcls: Map<string, Acl>;
  readonly farGroups: Map<string, Groups>;
}

/** The subnets of a VPC as tables; owners are indexes of the filter's subnets. */
interface SubnetTables {
  readonly 4: Table;
  readonly 6: Table;
}

/** Security groups, combined; `missing` is what the file lacks of them. */
interface Groups {
  readonly ids: readonly string[];
  readonly entries: readonly GroupEntry[];
  readonly missing: string | undefined;
  /** The first group's place in the file. */
  readonly jsonPath: JsonPath | undefined;
}

/** The network ACL of a subnet, or what the file lacks of it. */
type Acl =
  | { readonly kind: 'acl'; readonly outbound: AclSide; readonly inbound: AclSide }
  | { readonly kind: 'missing'; readonly missing: string };

/** What a filter is made from. */
export interface PortFilterSource {
  readonly facts: NetworkFacts;
  readonly vpc: VpcFact;
  readonly notebook: NotebookFact | undefined;
  readonly subnet: SubnetFact | undefined;
  readonly own: readonly Prefix[];
  readonly router: Router;
}

export function portFilter({ facts, vpc, notebook, subnet, own, router }: PortFilterSource): PortFilter {
  const ownInterface =
    notebook?.networkInterface === undefined ? undefined : facts.interfaces.get(notebook.networkInterface);
  const ids = notebook?.groups ?? ownInterface?.groups;
  const who = notebook ? `of the notebook instance \`${notebook.name}\`` : 'of the notebook';
  const groups: Groups = ids
    ? groupsOf(facts, vpc, ids, 'egress')
    : {
        ids: [],
        entries: [],
        jsonPath: undefined,
        missing: `the file does not have the security groups ${who}; add the output of \`aws sagemaker describe-notebook-instance\``,
      };
  const peers = new Set(
    [...facts.peerings.values()].flatMap(({ requester, accepter }) => [requester.vpc, accepter.vpc]),
  );
  const subnets = [...facts.subnets.values()].filter(({ vpc: home }) => home === vpc.id || peers.has(home));
  const interfaces = new Map<string, InterfaceFact>();
  for (const each of facts.interfaces.values())
    for (const { family, value } of each.addresses ?? [])
      interfaces.set(`${each.subnet} ${family} ${value}`, each);
  const unfiltered = unfilteredPrefixes(vpc, [
    ...own,
    ...subnets.filter(({ vpc: home }) => home === vpc.id).flatMap(({ blocks }) => blocks ?? []),
  ]);
  const filter = {
    facts,
    vpc,
    router,
    own,
    subnet,
    groups,
    unfiltered,
    subnets,
    interfaces,
    acl: aclOf(facts, vpc.id, subnet),
    tablesByVpc: subnetTablesOf(subnets),
    farAcls: new Map<string, Acl>(),
    farGroups: new Map<string, Groups>(),
  };
  const edges = { 4: edgesOf(filter, 4), 6: edgesOf(filter, 6) };
  const sources = (family: Family): bigint[] => {
    const addresses = (ownInterface?.addresses ?? []).filter((each) => each.family === family);
    if (addresses.length > 0) return [addresses[0].value];
    const block = own.find((each) => each.family === family);
    if (!block) return [];
    const end = last(block);
    return [block.base, ...edges[family].filter((edge) => edge > block.base && edge <= end)];
  };
  return { ...filter, edges, sources: { 4: sources(4), 6: sources(6) } };
}

/** The groups with these ids and all their entries for a direction. */
function groupsOf(
  facts: NetworkFacts,
  vpc: VpcFact,
  ids: readonly string[],
  direction: 'egress' | 'ingress',
  members: (group: string) => Members = (group) => membersOf(facts, vpc, group),
): Groups {
  let missing: string | undefined;
  const entries = ids.flatMap((id) => {
    const permissions = facts.securityGroups.get(id)?.[direction];
    if (!permissions)
      missing ??= `\`${id}\` is not in the file; add the output of \`aws ec2 describe-security-groups\``;
    return (permissions ?? []).map((fact) => entryOf(id, fact, facts, members));
  });
  const jsonPath = ids[0] === undefined ? undefined : facts.securityGroups.get(ids[0])?.jsonPath;
  return { ids, entries, missing, jsonPath };
}

/** The addresses of the interfaces that have a group. */
function membersOf(facts: NetworkFacts, vpc: VpcFact, group: string): Members {
  const prefixes = [...facts.interfaces.values()]
    .filter(({ groups }) => groups?.includes(group))
    .flatMap(({ addresses }) => (addresses ?? []).map(hostPrefix));
  // A group that the file does not have may be of a peer, whose interfaces it does not have either.
  const isWhole = facts.whole.has('interfaces') && facts.securityGroups.get(group)?.vpc === vpc.id;
  const missing = isWhole
    ? undefined
    : `the members of \`${group}\` are not in the file; add the output of \`aws ec2 describe-network-interfaces\``;
  return { prefixes, missing };
}

function aclOf(facts: NetworkFacts, vpc: string | undefined, subnet: SubnetFact | undefined): Acl {
  const all = [...facts.networkAcls.values()];
  const acl =
    all.find(({ subnets }) => subnet !== undefined && subnets?.includes(subnet.id)) ??
    (subnet === undefined || facts.truncated.has('networkAcls')
      ? undefined
      : all.find((each) => each.isDefault === true && each.vpc === vpc));
  if (acl?.rules) return { kind: 'acl', outbound: aclSide(acl, true), inbound: aclSide(acl, false) };
  const of = subnet ? `\`${subnet.id}\`` : "the notebook's subnet";
  return {
    kind: 'missing',
    missing: `the file does not have the network ACL of ${of}; add the output of \`aws ec2 describe-network-acls\``,
  };
}

/**
 * What neither groups nor ACLs filter: Amazon DNS at the primary block's base + 2, the VPC router at each subnet's base
 * + 1, and the link-local services. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
function unfilteredPrefixes(vpc: VpcFact, subnets: readonly Prefix[]): PortFilter['unfiltered'] {
  const services = [
    ['169.254.169.253/32', 'Amazon DNS'],
    ['fd00:ec2::253/128', 'Amazon DNS'],
    ['169.254.169.254/32', 'the instance metadata service'],
    ['fd00:ec2::254/128', 'the instance metadata service'],
    ['169.254.169.123/32', 'the Amazon Time Sync Service'],
    ['fd00:ec2::123/128', 'the Amazon Time Sync Service'],
    ['169.254.169.250/31', 'license activation'],
    ['169.254.170.2/32', 'the task metadata service'],
  ] as const;
  const unfiltered = services.flatMap(([text, what]): { prefix: Prefix; what: string }[] => {
    const prefix = parsePrefix(text);
    return prefix ? [{ prefix, what }] : [];
  });
  const host = (family: Family, base: bigint): Prefix => ({ family, base, length: family === 4 ? 32 : 128 });
  const primary = vpc.blocks?.find(({ family }) => family === 4);
  if (primary) unfiltered.unshift({ prefix: host(4, primary.base + 2n), what: 'Amazon DNS' });
  for (const { family, base } of subnets)
    if (family === 4) unfiltered.push({ prefix: host(4, base + 1n), what: 'the VPC router' });
  return unfiltered;
}

function subnetTablesOf(subnets: readonly SubnetFact[]): Map<string, SubnetTables> {
  const byVpc = new Map<string, RowEntry[]>();
  subnets.forEach(({ vpc, blocks }, owner) => {
    const rows = byVpc.get(vpc ?? '') ?? [];
    byVpc.set(vpc ?? '', rows);
    for (const prefix of blocks ?? []) rows.push({ prefix, action: 0, owner });
  });
  return new Map([...byVpc].map(([vpc, all]) => [vpc, { 4: familyTable(4, all), 6: familyTable(6, all) }]));
}

/** Every address at which a decision may change, for any query. */
function edgesOf(
  {
    facts,
    vpc,
    groups,
    own,
    unfiltered,
    subnets,
  }: Pick<PortFilter, 'facts' | 'vpc' | 'groups' | 'own' | 'unfiltered' | 'subnets'>,
  family: Family,
): bigint[] {
  const edges = new Set<bigint>();
  const add = (prefix: Prefix | undefined): void => {
    if (prefix?.family !== family) return;
    edges.add(prefix.base);
    edges.add(last(prefix) + 1n);
  };
  const lists = new Set<string>();
  for (const { fact } of groups.entries) for (const id of fact.prefixLists) lists.add(id);
  for (const { fact } of groups.entries) fact.blocks.forEach(add);
  for (const id of lists) facts.prefixLists.get(id)?.entries?.forEach(add);
  // The remote groups apply to sources, and those are the notebook's, in its own subnet.
  const addSource = (prefix: Prefix): void => {
    if (own.some((block) => overlaps(block, prefix))) add(prefix);
  };
  for (const { ingress } of facts.securityGroups.values())
    for (const { blocks, prefixLists } of ingress ?? []) {
      blocks.forEach(addSource);
      for (const id of prefixLists) facts.prefixLists.get(id)?.entries?.forEach(addSource);
    }
  for (const { rules } of facts.networkAcls.values()) for (const { block } of rules ?? []) add(block);
  vpc.blocks?.forEach(add);
  for (const { blocks } of subnets) blocks?.forEach(add);
  for (const { addresses } of facts.interfaces.values())
    for (const address of addresses ?? []) add(hostPrefix(address));
  own.forEach(add);
  for (const { prefix } of unfiltered) add(prefix);
  return [...edges].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * What happens to the requested ports at the addresses from `first` to `end`: ascending, without gaps, as few ranges as
 * possible.
 */
export function* portsAt(
  filter: PortFilter,
  family: Family,
  first: bigint,
  end: bigint,
  query: PortQuery,
): Generator<PortDecisionRange> {
  let before: PortDecisionRange | undefined;
  for (const next of pieces(filter, family, first, end, query)) {
    if (before && isSame(before.parts, next.parts)) before = { ...before, last: next.last };
    else {
      if (before) yield before;
      before = next;
    }
  }
  if (before) yield before;
}

function isSame(some: readonly DecidedPorts[], others: readonly DecidedPorts[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ ports, decision }, i) => {
      const other = others[i];
      return (
        ports.from === other.ports.from &&
        ports.to === other.ports.to &&
        decision.state === other.decision.state &&
        decision.reason === other.decision.reason
      );
    })
  );
}

function* pieces(
  filter: PortFilter,
  family: Family,
  first: bigint,
  end: bigint,
  query: PortQuery,
): Generator<PortDecisionRange> {
  const edges = filter.edges[family];
  for (const segment of segments(filter, family, first, end)) {
    let at = segment.first;
    for (let next = lowest(edges.length, (i) => edges[i] > at); at <= segment.last; next++) {
      const edge = edges[next];
      const until = edge !== undefined && edge <= segment.last ? edge - 1n : segment.last;
      yield { first: at, last: until, parts: partsAt(filter, family, at, segment.vpc, query) };
      at = until + 1n;
    }
  }
}

/** The address range, split by the VPC that its addresses are in if the file has that. */
function* segments(
  { vpc, facts, router, subnets }: PortFilter,
  family: Family,
  first: bigint,
  end: bigint,
): Generator<{ readonly first: bigint; readonly last: bigint; readonly vpc: string }> {
  if (subnets.every(({ vpc: home }) => home === vpc.id)) {
    yield { first, last: end, vpc: vpc.id };
    return;
  }
  for (const onward of onwardOf(router, family, first, end)) {
    const hop = onward.row?.row.nextHop;
    const peering = hop?.kind === 'peering-connection' ? facts.peerings.get(hop.id) : undefined;
    const peer = [peering?.requester.vpc, peering?.accepter.vpc].find(
      (each) => each !== undefined && each !== vpc.id,
    );
    yield { first: onward.first, last: onward.last, vpc: peer ?? vpc.id };
  }
}

/** The groups and ACLs between the notebook and one address. */
interface Path {
  readonly family: Family;
  readonly address: bigint;
  /** Whether it is in the notebook's own subnet, where no ACL applies. */
  readonly isOwn: boolean;
  /** That of the address's subnet if it is another one, and the file has it. */
  readonly acl: Acl | undefined;
  readonly owner: InterfaceFact | undefined;
  /** The remote address's groups. */
  readonly groups: Groups | undefined;
  /** What the file lacks of the remote end, without which its groups are unknown. */
  readonly missing: string | undefined;
}

function pathTo(filter: PortFilter, family: Family, address: bigint, vpc: string): Path {
  const { own, tablesByVpc, subnets, interfaces, facts } = filter;
  const isOwn = isIn(own, family, address);
  const table = tablesByVpc.get(vpc)?.[family];
  const row = table ? match(table, address) : -1;
  const subnet = table && row >= 0 ? subnets[table.owner[row]] : undefined;
  const farSubnet = isOwn ? undefined : subnet;
  const owner = subnet && interfaces.get(`${subnet.id} ${family} ${address}`);
  let acl: Acl | undefined;
  if (farSubnet) {
    acl = filter.farAcls.get(farSubnet.id) ?? aclOf(facts, farSubnet.vpc, farSubnet);
    filter.farAcls.set(farSubnet.id, acl);
  }
  // What is in the VPC is in one of its subnets.
  const lacksSubnet =
    !isOwn && !subnet && vpc === filter.vpc.id && isIn(filter.vpc.blocks ?? [], family, address);
  const missing = lacksSubnet
    ? 'the file has no subnet with that address; add the output of `aws ec2 describe-subnets`'
    : farSubnet &&
      `the file has no network interface with that address in \`${farSubnet.id}\`; add the output of \`aws ec2 describe-network-interfaces\``;
  return { family, address, isOwn, acl, owner, groups: owner && groupsAt(filter, owner), missing };
}

function isIn(blocks: readonly Prefix[], family: Family, address: bigint): boolean {
  return blocks.some((block) => block.family === family && block.base <= address && address <= last(block));
}

/** The groups of an interface, for ingress. */
function groupsAt({ facts, vpc, groups, farGroups }: PortFilter, { id, groups: ids }: InterfaceFact): Groups {
  let remote = farGroups.get(id);
  if (!remote) {
    // A reference applies if the notebook has the group; other members are irrelevant.
    const membersAt = () => ({
      prefixes: [],
      missing: groups.ids.length === 0 ? groups.missing : undefined,
    });
    remote = ids
      ? groupsOf(facts, vpc, ids, 'ingress', membersAt)
      : {
          ids: [],
          entries: [],
          jsonPath: undefined,
          missing: `the file does not have the security groups of \`${id}\``,
        };
    farGroups.set(id, remote);
  }
  return remote;
}

function partsAt(
  filter: PortFilter,
  family: Family,
  address: bigint,
  vpc: string,
  query: PortQuery,
): DecidedPorts[] {
  const free = filter.unfiltered.find(
    ({ prefix }) => prefix.family === family && prefix.base <= address && address <= last(prefix),
  );
  if (free) {
    const decision: PortDecision = {
      state: 'allowed',
      reason: `${free.what} is never filtered`,
      by: null,
      jsonPath: undefined,
    };
    return query.ports.map((ports) => ({ ports, decision }));
  }
  const path = pathTo(filter, family, address, vpc);
  const parts: DecidedPorts[] = [];
  const entries = filter.groups.entries.filter((entry) => entryReaches(entry, family, address));
  const here = { ...filter, groups: { ...filter.groups, entries } };
  const edges = portEdges(here, path);
  const replies = repliesOf(filter, path, { family, address, protocol: query.protocol, port: 0 });
  for (const { from, to } of query.ports)
    for (let at = from; at <= to;) {
      const next = edges.find((edge) => edge > at && edge <= to);
      const until = next === undefined ? to : next - 1;
      const packet: Packet = { family, address, protocol: query.protocol, port: at };
      const decision = decided(here, path, packet, replies);
      const before = parts[parts.length - 1];
      const joins =
        before?.ports.to === at - 1 &&
        before.decision.state === decision.state &&
        before.decision.reason === decision.reason;
      if (joins) parts[parts.length - 1] = { ...before, ports: { from: before.ports.from, to: until } };
      else parts.push({ ports: { from: at, to: until }, decision });
      at = until + 1;
    }
  return parts;
}

/** Where the destination ports of entries and rules begin and end, ascending. */
function portEdges({ groups, acl }: PortFilter, { isOwn, acl: farAcl, groups: farGroups }: Path): number[] {
  const edges = new Set<number>();
  const add = ({
    from,
    to,
  }: {
    readonly from: number | undefined;
    readonly to: number | undefined;
  }): void => {
    if (from !== undefined) edges.add(from);
    if (to !== undefined) edges.add(to + 1);
  };
  for (const { fact } of groups.entries) add(fact);
  for (const { fact } of farGroups?.entries ?? []) add(fact);
  if (!isOwn && acl.kind === 'acl') acl.outbound.rules.forEach(add);
  if (farAcl?.kind === 'acl') farAcl.inbound.rules.forEach(add);
  return [...edges].sort((a, b) => a - b);
}

/** What the ACLs do to replies, which are sent to ephemeral ports whatever the requested port. */
function repliesOf(
  { acl, sources }: PortFilter,
  { isOwn, family, acl: farAcl }: Path,
  packet: Packet,
): PortDecision[] {
  const far =
    farAcl?.kind === 'acl'
      ? [fromAll(sources[family].map((address) => replyDecision(farAcl.outbound, { ...packet, address })))]
      : [];
  return !isOwn && acl.kind === 'acl' ? [...far, replyDecision(acl.inbound, packet)] : far;
}

/** A packet and its reply: blocked by the first that blocks it, else unknown if any is, else allowed by all. */
function decided(
  filter: PortFilter,
  path: Path,
  packet: Packet,
  replies: readonly PortDecision[],
): PortDecision {
  const { groups, acl, sources } = filter;
  const { family, isOwn, acl: farAcl, groups: farGroups, missing } = path;
  const stages = [groupsDecision(groups, packet, 'egress')];
  const from = (decide: (source: Packet) => PortDecision): PortDecision =>
    fromAll(sources[family].map((address) => decide({ ...packet, address })));
  if (!isOwn) stages.push(acl.kind === 'acl' ? aclDecision(acl.outbound, packet) : unknown(acl.missing));
  if (farAcl)
    stages.push(
      farAcl.kind === 'acl' ? from((source) => aclDecision(farAcl.inbound, source)) : unknown(farAcl.missing),
    );
  if (farGroups) stages.push(from((source) => admitted(farGroups, groups, source)));
  else if (missing !== undefined) stages.push(unknown(missing));
  stages.push(...replies);
  const decisive =
    stages.find(({ state }) => state === 'blocked') ?? stages.find(({ state }) => state === 'unknown');
  if (decisive) return decisive;
  return { ...stages[0], reason: stages.map(({ reason }) => reason).join('; ') };
}

function unknown(reason: string): PortDecision {
  return { state: 'unknown', reason, by: null, jsonPath: undefined };
}

/** What holds for every address that the notebook may have. */
function fromAll(decisions: readonly PortDecision[]): PortDecision {
  const [first, ...rest] = decisions;
  if (!first)
    return unknown(
      'the address of the notebook is not in the file; add the output of `aws ec2 describe-network-interfaces`',
    );
  if (rest.every(({ state }) => state === first.state)) return first;
  return unknown(
    "it depends on the notebook's address in its subnet; add the output of `aws ec2 describe-network-interfaces`",
  );
}

/** The remote groups: an entry may have the notebook's address, or one of its groups. */
function admitted(farGroups: Groups, { ids }: Groups, source: Packet): PortDecision {
  return groupsDecision(farGroups, source, 'ingress', ids);
}

function groupsDecision(
  groups: Groups,
  packet: Packet,
  direction: 'egress' | 'ingress',
  remoteGroups: readonly string[] = [],
): PortDecision {
  let missing = groups.missing;
  for (const entry of groups.entries) {
    const matches = entryMatch(entry, packet, remoteGroups);
    if (matches === 'maybe') missing ??= entry.missing ?? 'a security group rule has an unknown protocol';
    if (matches !== 'yes') continue;
    const rule = entry.fact.rule ?? entry.text;
    return {
      state: 'allowed',
      reason: `\`${entry.group}\` allows it: ${entry.text}`,
      by: { securityGroup: entry.group, networkAcl: null, rule },
      jsonPath: entry.fact.jsonPath,
    };
  }
  if (missing !== undefined) return unknown(missing);
  const { ids } = groups;
  const names = ids.map((id) => `\`${id}\``).join(', ');
  return {
    state: 'blocked',
    reason:
      direction === 'egress'
        ? `no outbound rule of ${names === '' ? 'a security group' : names} allows it`
        : `no inbound rule of ${names === '' ? 'a security group' : names} at the other end allows the notebook`,
    by: { securityGroup: ids[0] ?? null, networkAcl: null, rule: null },
    jsonPath: groups.jsonPath,
  };
}
