import type { Site } from '../model/effective';
import type { Onward, Router, RouterRow } from '../model/vpc-router';
import {
  bits,
  contains,
  formatAddress,
  formatPrefix,
  hostPrefix,
  coveringPrefix,
  type Address,
  type Family,
} from '../net/prefix';
import { covering, positionOf } from '../net/table';
import { neverForwarded } from './left-out';
import type { RouterTask } from './namespace';
import { vpcPeer, type Notebook } from './notebook';

/** The model's result for one address range: `onwardOf`, or a wrong one in a test of the proof. */
export type OnwardModel = (
  router: Router,
  family: Family,
  first: bigint,
  last: bigint,
) => Iterable<Pick<Onward, 'row' | 'state'>>;

/** A VPC router to build, and the model's claims about where it sends the notebook's packets. */
export interface RouterProof {
  readonly task: RouterTask;
  readonly claims: readonly Claim[];
  /** The number of addresses without a claim, because the network file leaves them unknown. */
  readonly leftOut: number;
  /** The next hop of each of the router's interfaces. */
  readonly nextHops: ReadonlyMap<string, string>;
}

/** Where a packet to an address leaves the router: the interface to a next hop, or null if nowhere. */
export interface Claim {
  readonly address: string;
  readonly nextHop: string | null;
}

/** The router of a site for a kernel, and the model's claims for addresses that the notebook sends to it. */
export function routerProof(
  router: Router,
  site: Site,
  notebook: Notebook,
  addresses: readonly Address[],
  model: OnwardModel,
): RouterProof {
  const families = notebook.links.map(({ address: { family } }) => family);
  const rows = kernelRows(router, notebook);
  const interfaces = new Map<string, string>();
  for (const { row } of rows)
    if (row.state !== 'blackhole' && !interfaces.has(row.nextHop.id))
      interfaces.set(row.nextHop.id, `nh${interfaces.size}`);
  const claims = new Map<string, string | null>();
  const unclaimed = new Set<string>();
  for (const { family, value } of addresses) {
    if (!families.includes(family) || !reachesRouter(router, site, { family, value })) continue;
    const [onward] = model(router, family, value, value);
    const nextHop = claimOf(onward);
    if (nextHop === undefined) unclaimed.add(formatAddress(family, value));
    else claims.set(formatAddress(family, value), nextHop);
  }
  return {
    task: {
      setup: routerSetup(notebook, rows, interfaces),
      addresses: [...claims.keys()],
    },
    claims: [...claims].map(([address, nextHop]) => ({ address, nextHop })),
    leftOut: unclaimed.size,
    nextHops: new Map([...interfaces].map(([id, name]) => [name, id])),
  };
}

/**
 * The rows for the kernel: of equal prefixes only the one that wins, since a kernel's table has each prefix once. None
 * inside the notebook's own subnet, whose packets never reach the router.
 */
function kernelRows({ rows }: Router, { links }: Notebook): RouterRow[] {
  const winners = new Map<string, RouterRow>();
  for (const row of rows) {
    const prefix = formatPrefix(row.prefix);
    if (!winners.has(prefix)) winners.set(prefix, row);
  }
  const subnets = links.map(({ address, length }) => coveringPrefix(address, length));
  return [...winners.values()].filter(
    ({ prefix }) =>
      subnets.some(({ family }) => family === prefix.family) &&
      !subnets.some((subnet) => contains(subnet, prefix)),
  );
}

/** Undefined if it is unknown from the network file. */
function claimOf({ row, state }: Pick<Onward, 'row' | 'state'>): string | null | undefined {
  if (!row) return state === 'dead-end' ? null : undefined;
  if (row.row.state === 'filtered') return undefined;
  return row.row.state === 'blackhole' ? null : row.row.nextHop.id;
}

/** Whether a packet to an address reaches the router: those to the notebook's own subnet do not. */
function reachesRouter({ own, ownSix }: Router, { four, six }: Site, address: Address): boolean {
  const { family, value } = address;
  const host = hostPrefix(address);
  const subnets = family === 4 ? own : ownSix;
  if (covering(subnets, positionOf(subnets, value), bits(family)) >= 0) return false;
  return ![four, six, ...neverForwarded].some((prefix) => prefix && contains(prefix, host));
}

/**
 * An interface for each next hop, with nothing that reads at its other end. None of them resolves neighbours, so
 * packets leave at once.
 */
function routerSetup(
  { links, names }: Notebook,
  rows: readonly RouterRow[],
  interfaces: ReadonlyMap<string, string>,
): string[] {
  return [
    'link set lo up',
    `link add ${vpcPeer} address ${routerMac} type veth peer name ${names.vpc} netns notebook`,
    `link set ${vpcPeer} up`,
    ...links.map(
      ({ address: { family, value }, length }) =>
        `addr add ${formatAddress(family, value)}/${length} dev ${vpcPeer}${family === 6 ? ' nodad' : ''}`,
    ),
    ...[...interfaces.values()].flatMap((name) => [
      `link add ${name} type veth peer name end-${name}`,
      `link set ${name} arp off up`,
      `link set end-${name} up`,
    ]),
    ...rows.map(({ prefix, row }) =>
      row.state === 'blackhole'
        ? `route add blackhole ${formatPrefix(prefix)}`
        : `route add ${formatPrefix(prefix)} dev ${interfaces.get(row.nextHop.id)}`,
    ),
  ];
}

const routerMac = '02:00:00:00:00:01';

/** The lines that build a notebook whose VPC interface already exists and is connected to the router. */
export function setupBesideRouter({ setup, links, names }: Notebook): string[] {
  const made = [`link add ${names.vpc} type veth peer name ${vpcPeer}`, `link set ${vpcPeer} up`];
  return [
    ...setup.filter((line) => !made.includes(line)),
    // Otherwise the first packet would wait for the router's link-layer address.
    ...links.map(
      ({ address: { family, value } }) =>
        `neigh add ${formatAddress(family, value)} lladdr ${routerMac} dev ${names.vpc} nud permanent`,
    ),
  ];
}
