import { defaultDocker, serviceNetwork } from '../model/network';
import {
  comparePrefixes,
  contains,
  equals,
  formatPrefix,
  hostPrefix,
  coveringPrefix,
  type Address,
  type Family,
  type Prefix,
} from '../net/prefix';
import type { ScriptFacts } from '../model/script-comment';
import { scriptRouter } from './compiled/compiled-script';
import {
  addressText,
  compareNames,
  isBridge,
  isConnected,
  isDirectName,
  isLinkLocal,
  isPhysical,
  isTunnel,
  linkLocal,
  sameAddress,
} from './devices';
import { directDevice, vpcDevice, type Dump, type DumpRoute, type Hop } from './dump';

/** What the caller knows about the notebook, in place of what would be inferred. */
export interface GivenNetwork {
  readonly vpc?: readonly Prefix[];
  readonly subnets?: readonly Prefix[];
  readonly directInternet?: boolean;
  readonly docker?: readonly Prefix[];
  /** Gateways other than a subnet's base address + 1. */
  readonly gateways?: readonly Address[];
}

/** The network of the dump's notebook, as far as the dump shows it. */
export interface InferredNetwork {
  /** Whether the dump is a whole table, with the instance's own routes. */
  readonly isWhole: boolean;
  readonly vpc: readonly Prefix[];
  readonly subnets: readonly Prefix[];
  readonly vpcInterface: string | undefined;
  readonly routers: Readonly<Record<Family, Address | undefined>>;
  readonly directInterface: string | undefined;
  readonly directGateway: Address | undefined;
  readonly directInternet: boolean;
  /** In the order of the bridges' names; undefined if the dump cannot show them. */
  readonly docker: readonly Prefix[] | undefined;
  /** Docker's bridges in a whole table. */
  readonly bridges: readonly Prefix[];
  /** What the dump lacks, a sentence each. */
  readonly notices: readonly string[];
  /** Inferences where the caller knows nothing, a sentence each. */
  readonly assumptions: readonly string[];
}

/**
 * Infers the network in which a dump was taken: the VPC's interface, its subnets, router and blocks, and the direct
 * gateway.
 */
export function inferNetwork(dump: Dump, given: GivenNetwork): InferredNetwork {
  if (dump.compiled?.facts) return networkOfFacts(statedFacts(dump.compiled.facts, given));
  const observed = observedIn(dump);
  const { isWhole, single, defaults, usual } = observed;
  const hints = [...(given.subnets ?? []), ...(dump.compiled?.subnets ?? [])];
  const connected = isWhole ? connectedSite(single, usual, hints) : undefined;
  const site = connected ?? gatewaySite(single, usual, dump, given);
  const direct = directHop(observed, site);
  const declared = connected?.subnets ?? hints;
  const routers = { 4: routerOf(4, declared, site, given), 6: routerOf(6, declared, site, given) };
  const routed = single
    .filter(({ hop }) => hop.gateway && sameAddress(hop.gateway, routers[hop.gateway.family]))
    .map(({ route }) => route.prefix);
  const assumptions: string[] = [];
  const isKnown = given.subnets !== undefined || dump.compiled?.pinned.vpc !== undefined;
  const subnets = site && !isKnown ? withInferred(declared, site, routers, routed, assumptions) : declared;
  const vpc = given.vpc ?? inferredBlocks({ dump, subnets, routers, routed }, assumptions);
  const bridges = bridgesIn(single);
  const isDirect = vpc.length === 0 || !isWhole || direct !== undefined || defaults.length === 0;
  const notices = [
    ...siteNotices(connected, given),
    ...(isWhole ? [] : scriptNotices(site, direct, given)),
    ...(given.gateways || dump.compiled ? [] : pinNotices(subnets, routers)),
    ...(isWhole && dump.routes.some(({ prefix }) => prefix.family === 4)
      ? tableNotices(bridges, defaults, given)
      : []),
  ];
  return {
    isWhole,
    vpc,
    subnets,
    routers,
    bridges,
    notices,
    assumptions,
    vpcInterface: site?.device,
    directInterface: direct?.device,
    directGateway: direct?.gateway,
    directInternet: given.directInternet ?? isDirect,
    docker: given.docker ?? (isWhole ? bridges : undefined),
  };
}

/** The input of the inference: the main table's routes with one next hop. */
interface Observed {
  readonly isWhole: boolean;
  readonly single: readonly Single[];
  /** The IPv4 default routes, the lowest metric first. */
  readonly defaults: readonly Single[];
  /** The next hop of a whole table's default route. */
  readonly usual: Hop | undefined;
}

function observedIn({ routes, isWhole }: Dump): Observed {
  const main = routes.filter(({ table, type }) => table === undefined && type === 'unicast');
  const single = main.flatMap((route) => (route.hops.length === 1 ? [{ route, hop: route.hops[0] }] : []));
  const defaults = single
    .filter(({ route: { prefix } }) => prefix.family === 4 && prefix.length === 0)
    .sort((a, b) => a.route.metric - b.route.metric);
  return { isWhole, single, defaults, usual: isWhole ? defaults[0]?.hop : undefined };
}

/**
 * The next hop of the direct interface's routes: in a table that of the default route, in a script that of routes with
 * its name.
 */
function directHop({ isWhole, single, defaults }: Observed, site: Site | undefined): Hop | undefined {
  return isWhole
    ? defaults.find(({ hop }) => hop.device !== site?.device || hop.isUnknown)?.hop
    : single.find(({ hop }) => isDirectName(hop.device) && hop.gateway)?.hop;
}

type Routers = InferredNetwork['routers'];

function routerOf(
  family: Family,
  subnets: readonly Prefix[],
  site: Site | undefined,
  given: GivenNetwork,
): Address | undefined {
  const pinned = given.gateways?.find((gateway) => gateway.family === family);
  const subnet = subnets.find((each) => each.family === family);
  return pinned ?? site?.gateways[family] ?? (subnet && { family, value: subnet.base + 1n });
}

/** The subnets, with an inferred one for each router that has none. */
function withInferred(
  declared: readonly Prefix[],
  site: Site,
  routers: Routers,
  routed: readonly Prefix[],
  assumptions: string[],
): readonly Prefix[] {
  const subnets = [...declared];
  for (const family of [4, 6] as const) {
    const router = routers[family];
    if (!router || declared.some((subnet) => subnet.family === family)) continue;
    const subnet = inferredSubnet(router, routed);
    if (subnet) subnets.push(subnet);
    assumptions.push(
      subnet
        ? `subnet \`${formatPrefix(subnet)}\` is inferred from gateway \`${addressText(router)}\`; edit it if it is wrong`
        : `no subnet has \`${addressText(router)}\` as its base address + 1: the gateway is pinned${site.device === undefined ? ', with the interface eth2; edit it if it is wrong' : ''}`,
    );
  }
  return subnets.sort((a, b) => a.family - b.family);
}

interface Surroundings {
  readonly dump: Dump;
  readonly subnets: readonly Prefix[];
  readonly routers: Routers;
  /** The prefixes that are routed via the VPC router. */
  readonly routed: readonly Prefix[];
}

/** The VPC's blocks that contain the subnets and gateways. */
function inferredBlocks({ dump, subnets, routers, routed }: Surroundings, assumptions: string[]): Prefix[] {
  const { isWhole, compiled } = dump;
  const gatewayNetworks = ([4, 6] as const).flatMap((family) => {
    const familySubnets = subnets.filter((subnet) => subnet.family === family);
    return familySubnets.length > 0 ? familySubnets : hostOf(routers[family]);
  });
  const vpcBlocks: Prefix[] = [...(compiled?.blocks ?? [])];
  for (const network of gatewayNetworks) {
    // A pinned gateway does not need a block.
    if (vpcBlocks.some((block) => contains(block, network)) || (vpcBlocks.length > 0 && !isSubnet(network)))
      continue;
    const covering = routed
      .filter((prefix) => isBlock(prefix) && contains(prefix, network))
      .sort((a, b) => b.length - a.length)[0];
    if (covering) vpcBlocks.push(covering);
    else if ((isWhole || compiled) && isSubnet(network)) {
      const isSmall = network.length >= 64 && network.family === 6;
      const block = isSmall ? coveringPrefix({ family: 6, value: network.base }, 60) : network;
      vpcBlocks.push(block);
      if (isWhole)
        assumptions.push(
          `VPC block \`${formatPrefix(block)}\` is inferred from the subnet, because the input has no route for it; edit it if it is wrong`,
        );
    } else {
      // For a table only what is certain, the smallest possible; for a script the usual size.
      const [four, six] = isWhole || compiled ? [28, 60] : [16, 56];
      const { family } = network;
      const block = coveringPrefix({ family, value: network.base }, family === 4 ? four : six);
      vpcBlocks.push(block);
      assumptions.push(
        `VPC block \`${formatPrefix(block)}\` is inferred from the gateway; edit it if it is wrong`,
      );
    }
  }
  const isInside = (block: Prefix, i: number): boolean =>
    vpcBlocks.some((other, j) => j !== i && contains(other, block) && (!equals(other, block) || j < i));
  return vpcBlocks.filter((block, i) => !isInside(block, i));
}

function bridgesIn(single: readonly Single[]): Prefix[] {
  return single
    .filter(({ route, hop }) => isConnected(hop) && isBridge(hop.device) && route.prefix.family === 4)
    .sort(
      (a, b) =>
        compareNames(a.hop.device ?? '', b.hop.device ?? '') ||
        comparePrefixes(a.route.prefix, b.route.prefix),
    )
    .map(({ route }) => route.prefix);
}

function siteNotices(site: Site | undefined, { subnets }: GivenNetwork): string[] {
  if (!site || !subnets || site.subnets.some((own) => subnets.some((each) => equals(each, own)))) return [];
  return [
    subnets.length === 0
      ? `the instance is in ${listed(site.subnets)}, and the policy has no \`subnet\``
      : `the instance is in ${listed(site.subnets)}, which is not one of the subnets ${listed(subnets)}`,
  ];
}

function scriptNotices(site: Site | undefined, direct: Hop | undefined, given: GivenNetwork): string[] {
  const notices: string[] = [];
  if (direct?.gateway && site)
    notices.push(
      `\`${addressText(direct.gateway)}\` on ${direct.device ?? 'eth0'} is assumed to be the direct gateway: \`via direct\` uses the gateway of the instance's default route`,
    );
  if (site?.device !== undefined && !['eth2', vpcDevice].includes(site.device) && !given.subnets)
    notices.push(`${site.device} is assumed to be the VPC's interface: its routes use the gateway`);
  return notices;
}

function pinNotices(subnets: readonly Prefix[], routers: Routers): string[] {
  return ([4, 6] as const).flatMap((family) => {
    const router = routers[family];
    const subnet = router && subnets.find((each) => contains(each, hostPrefix(router)));
    if (!router || !subnet || subnet.base + 1n === router.value) return [];
    return [
      `gateway \`${addressText(router)}\` is pinned: it is not the base address + 1 of \`${formatPrefix(subnet)}\`, where the VPC router is`,
    ];
  });
}

function tableNotices(
  bridges: readonly Prefix[],
  defaults: readonly Single[],
  { docker }: GivenNetwork,
): string[] {
  return [
    ...(bridges.length === 0 && docker === undefined
      ? [`no Docker bridge in the table: the policy assumes \`${formatPrefix(defaultDocker)}\``]
      : []),
    ...(defaults.length === 0 ? ['no default route in the table: the table may be incomplete'] : []),
  ];
}

/** The facts of a compiled text, overridden by what the caller knows. */
export function statedFacts(facts: ScriptFacts, given: GivenNetwork): ScriptFacts {
  return {
    ...facts,
    vpc: given.vpc ?? facts.vpc,
    subnets: given.subnets ?? facts.subnets,
    docker: given.docker ?? facts.docker,
    directInternet: given.directInternet ?? facts.directInternet,
  };
}

/** Nothing is inferred for a compiled text: its interfaces are variables, and its facts have the rest. */
function networkOfFacts(facts: ScriptFacts): InferredNetwork {
  const { vpc, subnets, docker, directInternet } = facts;
  return {
    isWhole: false,
    vpc,
    subnets,
    docker,
    directInternet,
    bridges: [],
    notices: [],
    assumptions: [],
    vpcInterface: vpcDevice,
    directInterface: directDevice,
    directGateway: undefined,
    routers: { 4: scriptRouter(facts, 4), 6: scriptRouter(facts, 6) },
  };
}

interface Single {
  readonly route: DumpRoute;
  readonly hop: Hop;
}

interface Site {
  readonly device: string | undefined;
  readonly subnets: readonly Prefix[];
  readonly gateways: Partial<Record<Family, Address>>;
}

/**
 * The VPC's interface in a whole table: it is connected to a network of a subnet's size that contains the gateway of
 * other routes. The interface of the usual default route only if there is no other.
 */
function connectedSite(
  single: readonly Single[],
  usual: Hop | undefined,
  hints: readonly Prefix[],
): Site | undefined {
  const byDevice = new Map<string, Prefix[]>();
  for (const { route, hop } of single) {
    const { device } = hop;
    if (device === undefined || !isConnected(hop) || isBridge(device) || !isSubnet(route.prefix)) continue;
    if (isTunnel(device)) continue;
    const subnets = byDevice.get(device);
    if (subnets) subnets.push(route.prefix);
    else byDevice.set(device, [route.prefix]);
  }
  const users = new Map<string, Single[]>();
  for (const each of single) {
    const { device, gateway } = each.hop;
    if (device === undefined || !gateway) continue;
    if (!byDevice.get(device)?.some((subnet) => contains(subnet, hostPrefix(gateway)))) continue;
    const list = users.get(device);
    if (list) list.push(each);
    else users.set(device, [each]);
  }
  const rank = ([device, subnets]: readonly [string, readonly Prefix[]]): number => {
    const isKnown = subnets.some((subnet) => hints.some((each) => equals(each, subnet)));
    const mine = users.get(device) ?? [];
    const routers = mine.filter(({ hop }) => subnets.some((subnet) => isRouter(hop.gateway, subnet)));
    // The VPC's interface is the one whose gateway is the VPC router.
    const count = mine.length + routers.length * 1000;
    if (isKnown) return 1_000_000_000 + count;
    if (device !== usual?.device) return 1 + count + (isPhysical(device) ? 1_000_000 : 0);
    // SageMaker's own network, which only the default route uses.
    if (!usual.gateway || count === 0) return -1;
    return mine.length === 1 && contains(serviceNetwork, hostPrefix(usual.gateway)) ? -1 : 0;
  };
  const [best] = [...byDevice].sort((a, b) => rank(b) - rank(a));
  if (!best || rank(best) < 0) return undefined;
  const [device, all] = best;
  const gateways: Partial<Record<Family, Address>> = {};
  const subnets: Prefix[] = [];
  for (const family of [4, 6] as const) {
    const gateway = commonest(
      (users.get(device) ?? []).flatMap(({ hop }) => hop.gateway ?? []),
      family,
    );
    const mine = all.filter((subnet) => subnet.family === family);
    const subnet =
      mine.find((each) => hints.some((other) => equals(other, each))) ??
      mine.find((each) => gateway && contains(each, hostPrefix(gateway))) ??
      mine[0];
    if (gateway) gateways[family] = gateway;
    if (subnet) subnets.push(subnet);
  }
  return { device, subnets, gateways };
}

/** If no connected network shows it: the gateway of most routes, other than the direct one. */
function gatewaySite(
  single: readonly Single[],
  usual: Hop | undefined,
  dump: Dump,
  given: GivenNetwork,
): Site | undefined {
  const blocks = given.vpc ?? [];
  // The direct interface's gateway is direct even if another route has it.
  const direct = single.flatMap(({ hop }) => (isDirectName(hop.device) ? (hop.gateway ?? []) : []));
  const mine = single.filter(({ hop }) => {
    if (hop.device === vpcDevice) return true;
    if (hop.device === directDevice || isTunnel(hop.device) || isBridge(hop.device)) return false;
    if (!hop.gateway && (!hop.isUnknown || hop.device === undefined)) return false;
    if (usual && hop.device === usual.device) return false;
    const { gateway } = hop;
    if (gateway && hop.device === undefined && direct.some((each) => sameAddress(gateway, each)))
      return false;
    // If the network is known, a gateway outside it is not the VPC router.
    if (gateway && blocks.some((block) => block.family === gateway.family))
      return blocks.some((block) => contains(block, hostPrefix(gateway)));
    return !isDirectName(hop.device) && !(gateway && isLinkLocal(gateway));
  });
  if (mine.length === 0)
    return dump.compiled && dump.compiled.subnets.length > 0
      ? { ...emptySite, device: vpcDevice }
      : undefined;
  const gateways: Partial<Record<Family, Address>> = {};
  for (const family of [4, 6] as const) {
    const gateway = commonest(
      mine.flatMap(({ hop }) => hop.gateway ?? []),
      family,
    );
    if (gateway) gateways[family] = gateway;
  }
  const device = commonestDevice(mine.filter(({ hop }) => isOf(hop, gateways)));
  return { device, subnets: [], gateways };
}

function isOf({ gateway, isUnknown }: Hop, gateways: Site['gateways']): boolean {
  return isUnknown || (gateway !== undefined && sameAddress(gateway, gateways[gateway.family]));
}

/** The interface of most routes, the first of several. */
function commonestDevice(single: readonly Single[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { hop } of single)
    if (hop.device !== undefined) counts.set(hop.device, (counts.get(hop.device) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const emptySite: Site = { device: undefined, subnets: [], gateways: {} };

function commonest(gateways: readonly Address[], family: Family): Address | undefined {
  const counts = new Map<bigint, number>();
  let best: Address | undefined;
  for (const gateway of gateways) {
    if (gateway.family !== family) continue;
    const count = (counts.get(gateway.value) ?? 0) + 1;
    counts.set(gateway.value, count);
    if (!best || count > (counts.get(best.value) ?? 0)) best = gateway;
  }
  return best;
}

/**
 * The network whose base address + 1 is the router: of a default VPC's subnet size, or smaller if a route is inside.
 * Undefined if there is none.
 */
function inferredSubnet(router: Address, routed: readonly Prefix[]): Prefix | undefined {
  if (router.family === 6) {
    const subnet = coveringPrefix(router, 64);
    return subnet.base + 1n === router.value ? subnet : undefined;
  }
  const base = { family: 4 as const, value: router.value - 1n };
  for (let length = 20; length <= 28; length++) {
    const subnet = coveringPrefix(router, length);
    if (subnet.base === base.value && !routed.some((prefix) => contains(subnet, prefix))) return subnet;
  }
  return undefined;
}

/** Whether AWS allows a subnet of this size. */
function isSubnet({ family, base, length }: Prefix): boolean {
  if (family === 4) return length >= 16 && length <= 28 && !contains(linkLocal, { family, base, length });
  return length >= 44 && length <= 64 && base >> 118n !== 0x3fan;
}

function isBlock({ family, length }: Prefix): boolean {
  return family === 4 ? length >= 16 && length <= 28 : length >= 44 && length <= 60 && length % 4 === 0;
}

function hostOf(address: Address | undefined): Prefix[] {
  return address ? [hostPrefix(address)] : [];
}

function listed(prefixes: readonly Prefix[]): string {
  return prefixes.map((prefix) => `\`${formatPrefix(prefix)}\``).join(', ');
}

function isRouter(gateway: Address | undefined, subnet: Prefix): boolean {
  return gateway !== undefined && gateway.family === subnet.family && gateway.value === subnet.base + 1n;
}
