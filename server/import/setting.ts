import { defaultDocker, serviceNetwork } from '../model/network';
import { DIRECT, DOCKER, SERVICE, VPC, ways } from '../model/actions';
import {
  comparePrefixes,
  contains,
  equals,
  formatAddress,
  formatPrefix,
  hostPrefix,
  prefixAround,
  type Address,
  type Family,
  type Prefix,
} from '../net/prefix';
import type { ScriptFacts } from '../model/script-comment';
import { scriptRouter } from './compiled/compiled-script';
import { directDevice, vpcDevice, type Dump, type DumpRoute, type Hop } from './dump';

/** What whoever imports knows of the notebook, in place of what would be inferred. */
export interface Told {
  readonly vpc?: readonly Prefix[];
  readonly subnets?: readonly Prefix[];
  readonly directInternet?: boolean;
  readonly docker?: readonly Prefix[];
  /** Gateways other than a subnet's base address + 1. */
  readonly gateways?: readonly Address[];
}

/** The notebook a dump was taken from, as far as the dump tells. */
export interface Setting {
  /** Whether the dump is a whole table: then the instance's own routes are in it. */
  readonly complete: boolean;
  readonly vpc: readonly Prefix[];
  readonly subnets: readonly Prefix[];
  readonly vpcInterface: string | undefined;
  readonly routers: Readonly<Record<Family, Address | undefined>>;
  readonly directInterface: string | undefined;
  readonly directGateway: Address | undefined;
  readonly directInternet: boolean;
  /** The bridges in the order of their names; undefined where the dump cannot tell. */
  readonly docker: readonly Prefix[] | undefined;
  /** Docker's bridges that a whole table shows. */
  readonly bridges: readonly Prefix[];
  /** What the dump lacks, a sentence each. */
  readonly remarks: readonly string[];
  /** What was guessed where nobody told, a sentence each. */
  readonly guesses: readonly string[];
}

/** Works out where a dump was taken: the VPC's interface, its subnets, router and blocks, and the direct way out. */
export function settingOf(dump: Dump, told: Told): Setting {
  if (dump.compiled?.facts) return settingOfFacts(statedFacts(dump.compiled.facts, told));
  const complete = dump.isWhole;
  const main = dump.routes.filter(({ table, type }) => table === undefined && type === 'unicast');
  const single = main.flatMap((route) => (route.hops.length === 1 ? [{ route, hop: route.hops[0] }] : []));
  const defaults = single
    .filter(({ route: { prefix } }) => prefix.family === 4 && prefix.length === 0)
    .sort((a, b) => a.route.metric - b.route.metric);
  const usual = complete ? defaults[0]?.hop : undefined;
  const remarks: string[] = [];
  const guesses: string[] = [];

  const known = [...(told.subnets ?? []), ...(dump.compiled?.subnets ?? [])];
  const site = complete ? connectedSite(single, usual, known) : undefined;
  const away =
    site &&
    told.subnets &&
    !site.subnets.some((subnet) => told.subnets?.some((each) => equals(each, subnet)));
  if (away)
    remarks.push(
      told.subnets.length === 0
        ? `the instance is in ${listed(site.subnets)}, and the policy has no \`subnet\``
        : `the instance is in ${listed(site.subnets)}, which is not one of the subnets ${listed(told.subnets)}`,
    );
  const vpcSide = site ?? gatewaySite(single, usual, dump, told);
  const directDefault = defaults.find(({ hop }) => hop.device !== vpcSide?.device || hop.isUnknown)?.hop;
  const directs = single.find(({ hop }) => !complete && isDirectName(hop.device) && hop.gateway)?.hop;
  const direct = (complete ? directDefault : directs) ?? undefined;

  if (!complete && direct?.gateway && vpcSide)
    remarks.push(
      `\`${addressText(direct.gateway)}\` on ${direct.device ?? 'eth0'} is taken as the direct gateway: \`via direct\` uses the one of the instance's default route`,
    );
  if (
    !complete &&
    vpcSide?.device !== undefined &&
    !['eth2', vpcDevice].includes(vpcSide.device) &&
    !told.subnets
  )
    remarks.push(`${vpcSide.device} is taken as the VPC's interface: the gateway is behind it`);
  let subnets = site && !away ? site.subnets : known;
  if (away) subnets = site.subnets;
  const routers = { 4: routerOf(4), 6: routerOf(6) };
  function routerOf(family: Family): Address | undefined {
    const inSite = vpcSide?.gateways[family];
    const pinned = told.gateways?.find((gateway) => gateway.family === family);
    const subnet = subnets.find((each) => each.family === family);
    return pinned ?? inSite ?? (subnet && { family, value: subnet.base + 1n });
  }
  const routed = single.filter(
    ({ hop }) => hop.gateway && sameAddress(hop.gateway, routers[hop.gateway.family]),
  );
  if (vpcSide && !told.subnets && dump.compiled?.pinned.vpc === undefined)
    for (const family of [4, 6] as const) {
      const router = routers[family];
      if (!router || subnets.some((subnet) => subnet.family === family)) continue;
      const subnet = guessedSubnet(
        router,
        routed.map(({ route }) => route.prefix),
      );
      if (subnet) subnets = [...subnets, subnet].sort((a, b) => a.family - b.family);
      guesses.push(
        subnet
          ? `subnet \`${formatPrefix(subnet)}\` is inferred from gateway \`${addressText(router)}\`; edit it if it is wrong`
          : `no subnet has \`${addressText(router)}\` as its base address + 1: the gateway is pinned${vpcSide.device === undefined ? ', with the interface eth2; edit it if it is wrong' : ''}`,
      );
    }
  if (!told.gateways && dump.compiled === undefined)
    for (const family of [4, 6] as const) {
      const router = routers[family];
      const subnet = router && subnets.find((each) => contains(each, hostPrefix(router)));
      if (router && subnet && subnet.base + 1n !== router.value)
        remarks.push(
          `gateway \`${addressText(router)}\` is pinned: it is not the base address + 1 of \`${formatPrefix(subnet)}\`, where the VPC router is`,
        );
    }
  const vpc = told.vpc ?? blocksOf();
  function blocksOf(): Prefix[] {
    const places = ([4, 6] as const).flatMap((family) => {
      const mine = subnets.filter((subnet) => subnet.family === family);
      return mine.length > 0 ? mine : hostOf(routers[family]);
    });
    const found: Prefix[] = [...(dump.compiled?.blocks ?? [])];
    for (const place of places) {
      // A gateway that is pinned needs no block of its own.
      if (found.some((block) => contains(block, place)) || (found.length > 0 && !isSubnet(place))) continue;
      const around = routed
        .map(({ route }) => route.prefix)
        .filter((prefix) => isBlock(prefix) && contains(prefix, place))
        .sort((a, b) => b.length - a.length)[0];
      if (around) found.push(around);
      else if ((complete || dump.compiled) && isSubnet(place)) {
        const block =
          place.length >= 64 && place.family === 6
            ? prefixAround({ family: 6, value: place.base }, 60)
            : place;
        found.push(block);
        if (complete && !told.vpc)
          guesses.push(
            `VPC block \`${formatPrefix(block)}\` is inferred from the subnet: no route for the block is there; edit it if it is wrong`,
          );
      } else {
        // Of a table no more than what is certain, the smallest there is; of a script what a VPC mostly is.
        const [four, six] = complete || dump.compiled ? [28, 60] : [16, 56];
        const guess = prefixAround(
          { family: place.family, value: place.base },
          place.family === 4 ? four : six,
        );
        found.push(guess);
        guesses.push(
          `VPC block \`${formatPrefix(guess)}\` is inferred from the gateway; edit it if it is wrong`,
        );
      }
    }
    // Without IPv4 and IPv6 neighbours that the guess swallowed twice.
    return found.filter(
      (block, i) =>
        !found.some((other, j) => j !== i && contains(other, block) && (!equals(other, block) || j < i)),
    );
  }

  const bridges = single
    .filter(({ route, hop }) => isConnected(hop) && isBridge(hop.device) && route.prefix.family === 4)
    .sort(
      (a, b) =>
        compareNames(a.hop.device ?? '', b.hop.device ?? '') ||
        comparePrefixes(a.route.prefix, b.route.prefix),
    )
    .map(({ route }) => route.prefix);
  const hasFour = complete && dump.routes.some(({ prefix }) => prefix.family === 4);
  if (hasFour && bridges.length === 0 && told.docker === undefined)
    remarks.push(`no Docker bridge in the table: the policy assumes \`${formatPrefix(defaultDocker)}\``);
  if (hasFour && defaults.length === 0) remarks.push('no default route in the table: it may be only a part');
  return {
    complete,
    vpc,
    subnets,
    vpcInterface: vpcSide?.device,
    routers,
    directInterface: direct?.device,
    directGateway: direct?.gateway,
    directInternet:
      told.directInternet ?? (vpc.length === 0 || !complete || direct !== undefined || defaults.length === 0),
    docker: told.docker ?? (complete ? bridges : undefined),
    bridges,
    remarks,
    guesses,
  };
}

/** The facts of a compiled text, but for what whoever imports states. */
export function statedFacts(facts: ScriptFacts, told: Told): ScriptFacts {
  return {
    ...facts,
    vpc: told.vpc ?? facts.vpc,
    subnets: told.subnets ?? facts.subnets,
    docker: told.docker ?? facts.docker,
    directInternet: told.directInternet ?? facts.directInternet,
  };
}

/** Of a compiled text nothing is inferred: its devices are variables, and its comment line says the rest. */
function settingOfFacts(facts: ScriptFacts): Setting {
  const { vpc, subnets, docker, directInternet } = facts;
  return {
    ...{ complete: false, vpc, subnets, docker, directInternet, bridges: [], remarks: [], guesses: [] },
    ...{ vpcInterface: vpcDevice, directInterface: directDevice, directGateway: undefined },
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
 * The VPC's interface in a whole table: connected to a network of a subnet's size in which the gateway of other routes
 * lies. The one the usual default route leaves by only when there is no other.
 */
function connectedSite(
  single: readonly Single[],
  usual: Hop | undefined,
  known: readonly Prefix[],
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
    const isKnown = subnets.some((subnet) => known.some((each) => equals(each, subnet)));
    const mine = users.get(device) ?? [];
    const routers = mine.filter(({ hop }) => subnets.some((subnet) => isRouter(hop.gateway, subnet)));
    // The VPC's interface is the one whose gateway is the VPC router.
    const count = mine.length + routers.length * 1000;
    if (isKnown) return 1_000_000_000 + count;
    if (device !== usual?.device) return 1 + count + (isPhysical(device) ? 1_000_000 : 0);
    // The service's own network, with nothing but the default route through it.
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
      mine.find((each) => known.some((other) => equals(other, each))) ??
      mine.find((each) => gateway && contains(each, hostPrefix(gateway))) ??
      mine[0];
    if (gateway) gateways[family] = gateway;
    if (subnet) subnets.push(subnet);
  }
  return { device, subnets, gateways };
}

/** Where no connected network tells: the gateway that most routes have, the direct one left aside. */
function gatewaySite(
  single: readonly Single[],
  usual: Hop | undefined,
  dump: Dump,
  told: Told,
): Site | undefined {
  const blocks = told.vpc ?? [];
  // The gateway of the direct interface is that wherever it is named.
  const direct = single.flatMap(({ hop }) => (isDirectName(hop.device) ? (hop.gateway ?? []) : []));
  const mine = single.filter(({ hop }) => {
    if (hop.device === vpcDevice) return true;
    if (hop.device === directDevice || isTunnel(hop.device) || isBridge(hop.device)) return false;
    if (!hop.gateway && (!hop.isUnknown || hop.device === undefined)) return false;
    if (usual && hop.device === usual.device) return false;
    const { gateway } = hop;
    if (gateway && hop.device === undefined && direct.some((each) => sameAddress(gateway, each)))
      return false;
    // Where the network is stated, a gateway outside it is no router of it.
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

/** The interface that most routes name, the first of several. */
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
 * The network whose base address + 1 the router is: as large as a default VPC's subnet, unless a route lies in it.
 * Undefined where there is none.
 */
function guessedSubnet(router: Address, routed: readonly Prefix[]): Prefix | undefined {
  if (router.family === 6) {
    const subnet = prefixAround(router, 64);
    return subnet.base + 1n === router.value ? subnet : undefined;
  }
  const base = { family: 4 as const, value: router.value - 1n };
  for (let length = 20; length <= 28; length++) {
    const subnet = prefixAround(router, length);
    if (subnet.base === base.value && !routed.some((prefix) => contains(subnet, prefix))) return subnet;
  }
  return undefined;
}

/** What a route of a dump is. */
export type Bearing =
  /** A policy can say it, or the instance has it anyway (`system`). */
  | { readonly kind: 'route' | 'system'; readonly way: number }
  /** The kernel's own business, in no table that is shown. */
  | { readonly kind: 'kernel' }
  /** No policy can say it; `harmless` where that is no loss. */
  | { readonly kind: 'beyond'; readonly reason: string; readonly harmless: boolean };

/** Tells the instance's own routes from those a policy sets, and which way those go. */
export function bearing(route: DumpRoute, setting: Setting): Bearing {
  const { prefix, type, table, hops, proto } = route;
  if (table === 'local' || table === '255') return { kind: 'kernel' };
  if (route.tos !== undefined && table === undefined)
    return beyond(`it is for packets of the type of service ${route.tos} only`);
  if (route.isDead === true)
    return beyond('it is dead: its interface was down, and the kernel did not use it');
  if (
    setting.complete &&
    table === undefined &&
    (isKernels(prefix) || (type === 'other' && proto === 'kernel'))
  )
    return { kind: 'kernel' };
  if (table !== undefined) return beyond(`it is in table ${table}; a policy is about the main table`);
  if (type === 'other') return beyond('a policy has no route of this type');
  if (type !== 'unicast')
    return setting.complete && prefix.length === 0 && proto !== 'static' && prefix.family === 6
      ? { kind: 'kernel' }
      : { kind: 'route', way: ways.indexOf(type) };
  const [first, ...more] = hops.map((hop) => hopBearing(route, hop, setting));
  if (!first) return beyond('it has no next hop');
  if (
    more.some(
      (other) => other.kind !== first.kind || ('way' in other && 'way' in first && other.way !== first.way),
    )
  )
    return beyond('it has several next hops with different actions');
  return first;
}

function hopBearing({ prefix, proto }: DumpRoute, hop: Hop, setting: Setting): Bearing {
  const { device, gateway } = hop;
  const { family } = prefix;
  const text = formatPrefix(prefix);
  const isVpc = device !== undefined ? device === setting.vpcInterface || device === vpcDevice : false;
  const isDirect =
    device !== undefined &&
    !isVpc &&
    (device === setting.directInterface ||
      device === directDevice ||
      (!setting.complete && isDirectName(device)));
  if (isConnected(hop)) {
    if (family === 4 && contains(linkLocal, prefix)) return { kind: 'system', way: SERVICE };
    if (isBridge(device)) return { kind: 'system', way: DOCKER };
    // The subnet itself, and single addresses of it that DHCP has set: the router, a resolver.
    if (isInSubnet(prefix, setting) && !isTunnel(device)) return { kind: 'system', way: VPC };
    if (isDirect && proto !== 'static')
      return beyond(`\`${text}\` is the direct interface's own network, which no policy describes`, true);
    if (isTunnel(device) && device !== undefined)
      return beyond(`\`${text}\` is the own network of ${device}, which no policy describes`, true);
    return beyond(
      isVpc || isDirect
        ? `\`${text}\` is on ${device} without a gateway; a policy's routes have one`
        : `it is on ${device ?? 'no interface'}, which is neither the VPC's interface nor the direct one`,
    );
  }
  const isDefault = prefix.length === 0;
  const isSystem = (isDirectInternet: boolean) =>
    isDefault && setting.complete && family === 4 && setting.directInternet === isDirectInternet;
  const router = setting.routers[family];
  if (gateway && isLinkLocal(gateway) && !sameAddress(gateway, router))
    return beyond(
      `its gateway ${addressText(gateway)} was announced on the link; a policy's routes use the subnet's base address + 1`,
      isDefault && proto !== 'static',
    );
  const inVpc =
    gateway !== undefined &&
    (sameAddress(gateway, router) || setting.subnets.some((subnet) => contains(subnet, hostPrefix(gateway))));
  if (isVpc || (device === undefined && inVpc)) {
    if (isInSubnet(prefix, setting) && isLearnt(proto)) return { kind: 'system', way: VPC };
    if (!gateway || !router || sameAddress(gateway, router))
      return { kind: isSystem(false) ? 'system' : 'route', way: VPC };
    return beyond(`its gateway ${addressText(gateway)} is not the VPC router ${addressText(router)}`);
  }
  if (
    isDirect ||
    (device === undefined && (hop.isUnknown || (gateway && sameAddress(gateway, setting.directGateway))))
  ) {
    if (family === 6) return beyond('a policy has no IPv6 route via direct');
    if (!gateway || !setting.directGateway || sameAddress(gateway, setting.directGateway))
      return { kind: isDefault && setting.complete ? 'system' : 'route', way: DIRECT };
    return beyond(
      `its gateway ${addressText(gateway)} is not the direct gateway ${addressText(setting.directGateway)}`,
    );
  }
  return beyond(
    device === undefined
      ? `its gateway ${addressText(gateway)} is neither the VPC router nor the direct gateway`
      : `it leaves through ${device}, which is neither the VPC's interface nor the direct one`,
  );
}

function beyond(reason: string, harmless = false): Bearing {
  return { kind: 'beyond', reason, harmless };
}

function isConnected({ gateway, isUnknown, device }: Hop): boolean {
  return !gateway && !isUnknown && device !== vpcDevice && device !== directDevice;
}

/** Whether nobody set it: the instance has it from its network. */
function isLearnt(proto: string | undefined): boolean {
  return proto === 'dhcp' || proto === 'kernel' || proto === 'ra';
}

/** Whether a whole table's route is for addresses of the notebook's subnet. */
function isInSubnet(prefix: Prefix, { complete, subnets }: Setting): boolean {
  return complete && subnets.some((subnet) => contains(subnet, prefix));
}

/** The names that the kernel and systemd give network cards: no bridge has one. */
function isPhysical(device: string): boolean {
  return /^(?:eth\d|en[opsx]|ens\d|enX\d)/.test(device);
}

/** Docker's bridges: docker0, docker_gwbridge, and br-<id> for networks of its own. */
function isBridge(device: string | undefined): boolean {
  return device !== undefined && /^(?:docker\d*$|docker_gwbridge$|br-)/.test(device);
}

/** Other bridges, tunnels and networks of containers: never the VPC's interface. */
function isTunnel(device: string | undefined): boolean {
  return (
    device !== undefined &&
    /^(?:lo|veth|tun|tap|wg|virbr|lxcbr|lxdbr|incusbr|br\d|cni|podman|dummy|cali|flannel|cilium|weave|kube|nodelocaldns|vxlan|gre|gretap|ipip|sit|ip6tnl|tunl|ppp|tailscale|zt|utun|nebula|ovs|vnet|ifb|bond-?docker)/.test(
      device,
    )
  );
}

function isRouter(gateway: Address | undefined, subnet: Prefix): boolean {
  return gateway !== undefined && gateway.family === subnet.family && gateway.value === subnet.base + 1n;
}

function isDirectName(device: string | undefined): boolean {
  return device === 'eth0' || device === directDevice;
}

const linkLocal: Prefix = { family: 4, base: 0xa9fe0000n, length: 16 };

function isLinkLocal({ family, value }: Address): boolean {
  return family === 6 && value >> 118n === 0x3fan;
}

/** fe80::/10, ff00::/8, ::1, 127.0.0.0/8: in every table, and nobody's choice. */
function isKernels({ family, base, length }: Prefix): boolean {
  if (family === 4) return length >= 8 && base >> 24n === 127n;
  return (
    (length >= 10 && base >> 118n === 0x3fan) ||
    (length >= 8 && base >> 120n === 0xffn) ||
    (length === 128 && base === 1n)
  );
}

/** The sizes AWS gives a subnet. */
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

function sameAddress(a: Address, b: Address | undefined): boolean {
  return a.family === b?.family && a.value === b.value;
}

function addressText(address: Address | undefined): string {
  return address ? formatAddress(address.family, address.value) : 'that is not known';
}

function listed(prefixes: readonly Prefix[]): string {
  return prefixes.map((prefix) => `\`${formatPrefix(prefix)}\``).join(', ');
}

/** docker2 before docker10. */
function compareNames(a: string, b: string): number {
  if (/^docker\d/.test(a) !== /^docker\d/.test(b)) return /^docker\d/.test(a) ? -1 : 1;
  const parts = (name: string) => /^(.*?)(\d*)$/.exec(name);
  const [, textA = '', numberA = ''] = parts(a) ?? [];
  const [, textB = '', numberB = ''] = parts(b) ?? [];
  if (textA !== textB) return textA < textB ? 1 : -1;
  return Number(numberA) - Number(numberB);
}
