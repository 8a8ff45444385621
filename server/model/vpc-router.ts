import type {
  NetworkFacts,
  NotebookFact,
  PublicAccess,
  RouteTableFact,
  RowFact,
  SubnetFact,
  VpcFact,
} from '../aws/facts';
import { bits, formatPrefix, literalPrefix, type Family, type Prefix } from '../net/prefix';
import {
  covering,
  equalRows,
  matches,
  decidedRanges,
  positionOf,
  familyTable,
  prefixTable,
  type Table,
} from '../net/table';

/*
 * What a VPC's router does with a packet from a notebook's subnet: the most specific prefix of the subnet's route table
 * decides, and at equal length a static row before a prefix list's before a propagated one.
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */

/** `ok`: handed to the next hop; whether it arrives at the far end is not known here. */
export type OnwardState = 'ok' | 'dead-end' | 'unknown';

export type RowOrigin = 'static' | 'prefix-list' | 'propagated';

/** A row of the router's table: a prefix list has one for each entry. */
export interface RouterRow {
  readonly prefix: Prefix;
  readonly row: RowFact;
  readonly origin: RowOrigin;
}

/** An address range that the router handles alike. */
export interface Onward {
  readonly first: bigint;
  readonly last: bigint;
  /** The row that decides; undefined if there is none, or it is not known. */
  readonly row: RouterRow | undefined;
  /** Whether the packet reaches the row's next hop. */
  readonly state: OnwardState;
  /** Why, as a sentence without a period; undefined if there is nothing to add. */
  readonly reason: string | undefined;
}

/** The router from one subnet of a VPC. */
export interface Router {
  /** Undefined if the file does not have the subnet's table. */
  readonly table: RouteTableFact | undefined;
  readonly rows: readonly RouterRow[];
  /** By family; owners are indexes of `rows`. */
  readonly tables: { readonly 4: Table; readonly 6: Table };
  readonly outcomes: readonly Outcome[];
  /** The notebook's own subnet, whose packets never reach the router. */
  readonly own: Table;
  readonly ownSix: Table;
  /** Where no missing row can be: in the VPC's own blocks. */
  readonly certain: { readonly 4: Table; readonly 6: Table };
  /** Why the table may have rows that the file lacks, by family; undefined if it has them all. */
  readonly incomplete: { readonly 4: string | undefined; readonly 6: string | undefined };
  /** What happens to an address that no row contains. */
  readonly noRoute: string;
  /** Why nothing is known about the table. */
  readonly unknown: string | undefined;
  /**
   * The subnet's Availability Zone, and the effect of Block Public Access there: subnets that differ in these have
   * different next hops.
   */
  readonly zone: string | undefined;
}

/** What a row does: one state for all of its addresses, except for another one inside some prefixes. */
interface Outcome {
  readonly inside: Verdict;
  readonly outside: Verdict;
  /** Undefined if there is no exception. */
  readonly prefixes: { readonly 4: Table; readonly 6: Table } | undefined;
}

interface Verdict {
  readonly state: OnwardState;
  readonly reason: string | undefined;
}

/** What a router is made from. */
export interface RouterSource {
  readonly facts: NetworkFacts;
  readonly vpc: VpcFact;
  /** Undefined if the file does not have it. */
  readonly subnet: SubnetFact | undefined;
  readonly notebook: NotebookFact | undefined;
  /** The subnet's blocks. */
  readonly own: readonly Prefix[];
}

/** The router of a VPC for packets from one of its subnets. */
export function vpcRouter(source: RouterSource): Router {
  const { facts, vpc, subnet, own } = source;
  const tableOrReason = subnet ? tableOfSubnet(facts, vpc, subnet) : 'the file does not have the subnet';
  const table = typeof tableOrReason === 'string' ? undefined : tableOrReason;
  const rows = table ? routerRows(facts, table) : [];
  // A row with an unknown destination may be anywhere; one with a prefix list only outside the VPC.
  const anywhere = table?.rows?.some(
    ({ destination, prefixList }) => !destination && prefixList === undefined,
  );
  const local = rows.filter(({ row }) => row.nextHop.kind === 'local').map(({ prefix }) => prefix);
  const blocks = anywhere === true ? [] : (vpc.blocks ?? local);
  return {
    table,
    rows,
    tables: tablesOfRows(rows),
    outcomes: outcomesOf(rows, source),
    own: prefixTable(4, own),
    ownSix: prefixTable(6, own),
    certain: { 4: prefixTable(4, blocks), 6: prefixTable(6, blocks) },
    incomplete: table
      ? { 4: incompleteReason(facts, table, 4), 6: incompleteReason(facts, table, 6) }
      : nothingMissing,
    noRoute: `\`${table?.id ?? ''}\` has no route for it`,
    zone: `${subnet?.zone} ${publicAccessAt(source, subnet)}`,
    unknown:
      typeof tableOrReason === 'string'
        ? tableOrReason
        : table?.rows
          ? undefined
          : `the file does not have the routes of it`,
  };
}

const nothingMissing = { 4: undefined, 6: undefined };

/** The table of a subnet: the associated one, else the VPC's main one. Or why it is not known. */
export function tableOfSubnet(
  facts: NetworkFacts,
  vpc: VpcFact,
  subnet: SubnetFact,
): RouteTableFact | string {
  const tables = [...facts.routeTables.values()];
  const associated = tables.find(({ subnets }) => subnets?.includes(subnet.id));
  if (associated) return associated;
  // The truncated part of the answer may have the association.
  if (facts.truncated.has('routeTables')) return 'the file has only a part of the route tables';
  return (
    tables.find((table) => table.main === true && table.vpc === vpc.id) ??
    `the file has no route table of \`${subnet.id}\`, nor the main one of \`${vpc.id}\``
  );
}

/** All rows that apply, the one that wins at an equal prefix first. */
function routerRows(facts: NetworkFacts, table: RouteTableFact): RouterRow[] {
  const rows = (table.rows ?? []).flatMap((row): RouterRow[] => {
    const origin = row.propagated ? 'propagated' : row.prefixList === undefined ? 'static' : 'prefix-list';
    if (row.destination) return [{ prefix: row.destination, row, origin }];
    const entries = row.prefixList === undefined ? undefined : facts.prefixLists.get(row.prefixList)?.entries;
    return (entries ?? []).map((prefix) => ({ prefix, row, origin }));
  });
  const local = tablesOfRows(rows.filter(({ row }) => row.nextHop.kind === 'local'));
  const order: Record<RowOrigin, number> = { static: 0, 'prefix-list': 1, propagated: 2 };
  return rows
    .filter(({ prefix, origin }) => {
      if (origin !== 'propagated') return true;
      const table = local[prefix.family];
      // A propagated row never beats `local`, however specific it is.
      return covering(table, positionOf(table, prefix.base), prefix.length) < 0;
    })
    .sort((a, b) => order[a.origin] - order[b.origin]);
}

function tablesOfRows(rows: readonly RouterRow[]): Router['tables'] {
  const entries = rows.map(({ prefix }, owner) => ({ prefix, action: 0, owner }));
  return { 4: familyTable(4, entries), 6: familyTable(6, entries) };
}

/** Why rows of the table are missing: prefix lists without entries, unknown destinations. */
function incompleteReason(facts: NetworkFacts, table: RouteTableFact, family: Family): string | undefined {
  if (table.incomplete !== undefined) return table.incomplete;
  for (const { destination, prefixList } of table.rows ?? []) {
    if (destination) continue;
    if (prefixList === undefined) return 'a route of the table has an unknown destination';
    const list = facts.prefixLists.get(prefixList);
    if (list?.entries || (list?.family ?? family) !== family) continue;
    return `the entries of prefix list \`${prefixList}\` are not in the file; add the output of ${entriesCommand(prefixList)}`;
  }
  return undefined;
}

/** The command whose answer has a prefix list's entries, and its id. */
export function entriesCommand(prefixList: string): string {
  const query = `{PrefixListId:'${prefixList}',Entries:Entries}`;
  return `\`aws ec2 get-managed-prefix-list-entries --prefix-list-id ${prefixList} --query "${query}"\``;
}

/** The address ranges from `first` to `end`, ascending and without gaps, with what the router does. */
export function* onwardOf(router: Router, family: Family, first: bigint, end: bigint): Generator<Onward> {
  let before: Onward | undefined;
  for (const next of parts(router, family, first, end)) {
    if (before && before.row === next.row && before.state === next.state && before.reason === next.reason)
      before = { ...before, last: next.last };
    else {
      if (before) yield before;
      before = next;
    }
  }
  if (before) yield before;
}

function* parts(router: Router, family: Family, first: bigint, end: bigint): Generator<Onward> {
  const { tables, own, ownSix, unknown } = router;
  const table = tables[family];
  for (const subnet of decidedRanges(family === 4 ? own : ownSix, first, end)) {
    if (subnet.row >= 0) yield ownSubnet(router, family, subnet.first, subnet.last);
    else if (unknown !== undefined)
      yield { first: subnet.first, last: subnet.last, row: undefined, state: 'unknown', reason: unknown };
    else
      for (const piece of decidedRanges(table, subnet.first, subnet.last))
        yield* certainParts(router, family, piece.first, piece.last, piece.row);
  }
}

/** Packets to the notebook's own subnet never reach the router; they arrive as by a `local` row. */
function ownSubnet({ rows, tables }: Router, family: Family, first: bigint, last: bigint): Onward {
  const table = tables[family];
  const row = matches(table, first)
    .map((each) => rows[table.owner[each]])
    .find(({ row: { nextHop } }) => nextHop.kind === 'local');
  return {
    first,
    last,
    row,
    state: 'ok',
    reason: row ? undefined : 'in the same subnet, without the VPC router',
  };
}

/** One row's addresses, split where a missing row may decide and where the row's own outcome changes. */
function* certainParts(
  router: Router,
  family: Family,
  first: bigint,
  last: bigint,
  row: number,
): Generator<Onward> {
  const missing = router.incomplete[family];
  const single = row >= 0 && isSingleStatic(router, family, row);
  if (missing === undefined || single) {
    yield* rowParts(router, family, first, last, row);
    return;
  }
  for (const block of decidedRanges(router.certain[family], first, last)) {
    if (block.row >= 0) yield* rowParts(router, family, block.first, block.last, row);
    else yield { first: block.first, last: block.last, row: undefined, state: 'unknown', reason: missing };
  }
}

/** Whether a row is for a single address, so that no missing row can beat it. */
function isSingleStatic({ rows, tables }: Router, family: Family, row: number): boolean {
  const table = tables[family];
  return table.length[row] === bits(family) && rows[table.owner[row]].origin === 'static';
}

function* rowParts(
  router: Router,
  family: Family,
  first: bigint,
  last: bigint,
  row: number,
): Generator<Onward> {
  const { tables, rows, outcomes, noRoute } = router;
  if (row < 0) {
    yield { first, last, row: undefined, state: 'dead-end', reason: noRoute };
    return;
  }
  const table = tables[family];
  const owner = table.owner[row];
  const rival = rivalOf(router, family, row);
  if (rival) {
    yield { first, last, row: undefined, state: 'unknown', reason: rivalReason(rows[owner], rival) };
    return;
  }
  const { inside, outside, prefixes } = outcomes[owner];
  const matched = rows[owner];
  if (!prefixes) yield { first, last, row: matched, ...inside };
  else
    for (const piece of decidedRanges(prefixes[family], first, last))
      yield { first: piece.first, last: piece.last, row: matched, ...(piece.row < 0 ? outside : inside) };
}

/** An entry of another prefix list with the same prefix and another next hop: AWS does not document which one wins. */
function rivalOf({ rows, tables }: Router, family: Family, row: number): RouterRow | undefined {
  const table = tables[family];
  const winner = rows[table.owner[row]];
  if (winner.origin !== 'prefix-list') return undefined;
  return equalRows(table, row)
    .map((other) => rows[table.owner[other]])
    .find(({ origin, row: { nextHop } }) => origin === 'prefix-list' && nextHop.id !== winner.row.nextHop.id);
}

function rivalReason({ prefix, row }: RouterRow, { row: other }: RouterRow): string {
  return `prefix lists \`${row.prefixList}\` and \`${other.prefixList}\` both have \`${formatPrefix(prefix)}\`, with different next hops`;
}

/** The rows that contain an address, the one that decides first. */
export function onwardCandidates({ rows, tables }: Router, family: Family, address: bigint): RouterRow[] {
  const table = tables[family];
  return matches(table, address).map((row) => rows[table.owner[row]]);
}

const ok: Verdict = { state: 'ok', reason: undefined };

function outcomesOf(rows: readonly RouterRow[], source: RouterSource): Outcome[] {
  // Entries of one list share their row.
  const byRow = new Map<RowFact, { 4?: Outcome; 6?: Outcome }>();
  return rows.map(({ prefix: { family }, row }) => {
    const outcomes = byRow.get(row) ?? {};
    byRow.set(row, outcomes);
    return (outcomes[family] ??= outcomeOf(row, family, source));
  });
}

function everywhere(verdict: Verdict): Outcome {
  return { inside: verdict, outside: verdict, prefixes: undefined };
}

function deadEnd(reason: string): Outcome {
  return everywhere({ state: 'dead-end', reason });
}

function unknown(reason: string): Outcome {
  return everywhere({ state: 'unknown', reason });
}

function outcomeOf(row: RowFact, family: Family, source: RouterSource): Outcome {
  const { kind, id } = row.nextHop;
  if (row.state === 'blackhole') return deadEnd('the route is a blackhole');
  if (row.state === 'filtered') return unknown('the route is filtered');
  switch (kind) {
    case 'local':
    case 'virtual-private-gateway':
    case 'core-network':
    case 'gateway-endpoint':
    case 'network-interface':
      return everywhere(ok);
    case 'gateway-load-balancer-endpoint':
      return everywhere({ state: 'ok', reason: `\`${id}\` hands it to appliances that may drop it` });
    case 'transit-gateway':
      return transitGateway(id, source);
    case 'peering-connection':
      return peering(id, source);
    case 'nat-gateway':
      return natGateway(id, source);
    case 'internet-gateway':
      return internetGateway(family, source);
    case 'egress-only-internet-gateway':
      return publicAccessAt(source, source.subnet) === 'block-bidirectional'
        ? deadEnd('VPC Block Public Access blocks egress-only internet gateways')
        : everywhere(ok);
    case 'local-gateway':
    case 'carrier-gateway':
    case 'odb-network':
      return unknown(`what \`${id}\` does with it is unknown`);
    case 'other':
      return unknown('the next hop is unknown');
  }
}

function transitGateway(id: string, { facts, vpc, subnet }: RouterSource): Outcome {
  const attachments = [...facts.attachments.values()].filter(
    ({ transitGateway: gateway, vpc: attached }) => gateway === id && attached === vpc.id,
  );
  if (attachments.length === 0)
    return facts.whole.has('attachments')
      ? deadEnd(`\`${vpc.id}\` has no attachment to \`${id}\``)
      : everywhere(ok);
  const available = attachments.filter(({ state = 'available' }) => state === 'available');
  if (available.length === 0)
    return deadEnd(
      `the attachment of \`${vpc.id}\` to \`${id}\` is ${attachments[0].state ?? 'not available'}`,
    );
  const zones = available.flatMap(({ subnets }) =>
    (subnets ?? []).map((each) => facts.subnets.get(each)?.zone),
  );
  // If the file does not have the zone, it may be the notebook's.
  const reaches =
    subnet?.zone === undefined ||
    zones.length === 0 ||
    zones.some((zone) => zone === undefined || zone === subnet.zone);
  if (reaches || facts.truncated.has('attachments')) return everywhere(ok);
  return deadEnd(
    `no attachment of \`${vpc.id}\` to \`${id}\` has a subnet in the notebook's Availability Zone`,
  );
}

function peering(id: string, { facts, vpc }: RouterSource): Outcome {
  const fact = facts.peerings.get(id);
  if (!fact) return unknown(`peering connection \`${id}\` is not in the file`);
  const { status, requester, accepter } = fact;
  if (status === undefined) return unknown(`the state of peering connection \`${id}\` is not in the file`);
  if (status !== 'active') return deadEnd(`peering connection \`${id}\` is ${status}`);
  const peer = requester.vpc === vpc.id ? accepter : accepter.vpc === vpc.id ? requester : undefined;
  const blocks = peer?.blocks ?? (peer?.vpc === undefined ? undefined : facts.vpcs.get(peer.vpc)?.blocks);
  if (!blocks) return unknown(`the blocks of the other side of \`${id}\` are not in the file`);
  return {
    prefixes: { 4: prefixTable(4, blocks), 6: prefixTable(6, blocks) },
    inside: ok,
    outside: {
      state: 'dead-end',
      reason: `it is not in a block of the VPC at the other side of \`${id}\`, and peering is not transitive`,
    },
  };
}

/** Addresses that a NAT gateway does not send to the internet (RFC 1918, 6598, 3927, 4193). */
const privatePrefixes = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
].map(literalPrefix);

/** Made for the first NAT gateway, because nearly no run of the command line has one. */
let privateTables: { readonly 4: Table; readonly 6: Table } | undefined;

function natGateway(id: string, source: RouterSource): Outcome {
  const { facts, subnet } = source;
  const fact = facts.natGateways.get(id);
  const state = fact?.state ?? 'available';
  if (state === 'failed' || state === 'deleted' || state === 'deleting')
    return deadEnd(`\`${id}\` is ${state}`);
  const reason = !fact
    ? `\`${id}\` is not in the file`
    : state === 'available'
      ? undefined
      : `\`${id}\` is ${state}`;
  const inside: Verdict = { state: 'ok', reason };
  const home = fact?.subnet === undefined ? undefined : facts.subnets.get(fact.subnet);
  if (publicAccessAt(source, home ?? subnet) !== 'block-bidirectional') return everywhere(inside);
  const blocked = 'VPC Block Public Access blocks the internet beyond NAT gateways';
  privateTables ??= { 4: prefixTable(4, privatePrefixes), 6: prefixTable(6, privatePrefixes) };
  return { inside, outside: { state: 'dead-end', reason: blocked }, prefixes: privateTables };
}

function internetGateway(family: Family, source: RouterSource): Outcome {
  const { facts, notebook, subnet } = source;
  const access = publicAccessAt(source, subnet);
  if (access !== 'off') return deadEnd('VPC Block Public Access blocks internet gateways');
  if (family === 6) return everywhere(ok);
  const ownInterface =
    notebook?.networkInterface === undefined ? undefined : facts.interfaces.get(notebook.networkInterface);
  return ownInterface?.isPublic === true
    ? everywhere(ok)
    : deadEnd("the notebook's interface in the VPC has no public address");
}

/**
 * The effect of Block Public Access on a subnet: AWS's own result if the file has it, else from mode and exclusions.
 */
function publicAccessAt({ facts, vpc }: RouterSource, subnet: SubnetFact | undefined): PublicAccess {
  if (subnet?.publicAccess !== undefined) return subnet.publicAccess;
  const home = subnet?.vpc === undefined ? vpc : (facts.vpcs.get(subnet.vpc) ?? vpc);
  const exclusion = (subnet && facts.exclusions.get(subnet.id)) ?? facts.exclusions.get(home.id);
  const mode = home.publicAccess ?? facts.publicAccess ?? 'off';
  if (!exclusion || mode === 'off') return mode;
  return exclusion.allows === 'bidirectional' ? 'off' : 'block-ingress';
}
