import type { Site } from '../model/effective';
import type { Model } from '../model/model';
import { vpcGateway, type Network } from '../model/network';
import {
  bits,
  contains,
  equals,
  formatAddress,
  formatPrefix,
  hostPrefix,
  overlaps,
  literalPrefix,
  coveringPrefix,
  type Address,
  type Prefix,
} from '../net/prefix';

/** The instance's routing table before the script starts. */
export type Start = 'blog' | 'connected' | 'dhcp';

/** The starting tables that a policy is tried on, and what distinguishes each. */
export const starts: readonly { readonly start: Start; readonly about: string }[] = [
  { start: 'blog', about: 'as in the blog: no connected route on the direct interface, default onlink' },
  { start: 'connected', about: 'connected routes on both interfaces' },
  { start: 'dhcp', about: "DHCP's metrics: defaults at 512 and 522, the VPC's blocks not set" },
];

/** Interface names: a script must not depend on them. */
export interface InterfaceNames {
  readonly direct: string;
  readonly vpc: string;
}

/** A notebook instance in a namespace. */
export interface Notebook {
  readonly start: Start;
  readonly names: InterfaceNames;
  /** `ip -batch` lines that build it. */
  readonly setup: readonly string[];
  /** The text of its /etc/resolv.conf. */
  readonly resolvers: string;
  readonly directGateway: Address;
  /** The direct interface's subnet. */
  readonly directNetwork: Prefix;
  /** Addresses the instance has. */
  readonly own: readonly Address[];
  /** The VPC interface's subnet if the policy has none. */
  readonly undeclared: Prefix | undefined;
  /** The networks it is connected to, except the direct interface's. */
  readonly connected: readonly Prefix[];
  /** The VPC router's address in each of the notebook's subnets, with the subnet's prefix length. */
  readonly links: readonly { readonly address: Address; readonly length: number }[];
}

/** The other end of the VPC interface. */
export const vpcPeer = 'peer-vpc';

/** The two namings seen on instances, with the policy's pinned names in their place. */
export function namings(network: Network): InterfaceNames[] {
  const distinct: InterfaceNames[] = [];
  for (const [first, second] of [
    ['eth0', 'eth2'],
    ['ens5', 'ens7'],
  ]) {
    const { direct, vpc } = network.interfaces;
    const names = { direct: direct.pinned ? direct.name : first, vpc: vpc.pinned ? vpc.name : second };
    if (names.direct === names.vpc) names[direct.pinned ? 'vpc' : 'direct'] = 'eth9';
    if (!distinct.some((other) => other.direct === names.direct && other.vpc === names.vpc))
      distinct.push(names);
  }
  return distinct;
}

/** A notebook instance as the model's network describes it, at one of its sites. */
export function notebookOf(model: Model, site: Site, start: Start, names: InterfaceNames): Notebook {
  const { network } = model;
  const setup: string[] = ['link set lo up'];
  const addresses: Address[] = [];
  const connected = [agent, ...network.docker.map(({ prefix }) => prefix)];
  const links: { address: Address; length: number }[] = [];
  const undeclared = site.four ? undefined : someSubnet(network);

  const device = (name: string, type: string, peer?: string): void => {
    setup.push(`link add ${name} type ${type}${peer === undefined ? '' : ` peer name ${peer}`}`);
    for (const each of peer === undefined ? [name] : [name, peer]) setup.push(`link set ${each} up`);
  };
  const address = (value: Address, { length }: Prefix, dev: string, more = ''): string => {
    addresses.push(value);
    return `addr add ${show(value)}/${length} dev ${dev}${value.family === 6 ? ' nodad' : ''}${more}`;
  };

  const direct = directNetwork(network);
  const gateway = gatewayIn(network, direct);
  const mine = addressAt(direct, 10n, gateway);
  device(names.direct, 'veth', 'peer-direct');
  device('veth_def_agent', 'veth', 'peer-agent');
  const onDirect = `dev ${names.direct}`;
  setup.push(
    address(mine, direct, names.direct, start === 'connected' ? '' : ' noprefixroute'),
    `route add 169.254.169.254 ${onDirect}`,
    address({ family: 4, value: agent.base + 1n }, agent, 'veth_def_agent'),
  );
  if (start === 'dhcp') setup.push(`route add ${connectedRoute(direct, mine)} ${onDirect} metric 512`);
  if (network.directInternet || network.vpc.length === 0)
    setup.push(
      {
        blog: `route add default via ${show(gateway)} ${onDirect} onlink`,
        connected: `route add default via ${show(gateway)} ${onDirect}`,
        dhcp: `route add default via ${show(gateway)} ${onDirect} proto dhcp src ${show(mine)} metric 512`,
      }[start],
    );

  network.docker.forEach(({ prefix }, i) => {
    const name = i === 0 ? 'docker0' : `docker${i}`;
    device(name, 'bridge');
    setup.push(address(addressAt(prefix, 1n), prefix, name));
  });

  if (network.vpc.length > 0) {
    device(names.vpc, 'veth', vpcPeer);
    for (const family of [4, 6] as const) {
      const subnet = family === 4 ? (site.four ?? undeclared) : site.six;
      if (!subnet) continue;
      const router = vpcGateway(network, family, subnet) ?? { family, value: subnet.base + 1n };
      const here = addressAt(subnet, 10n, router);
      const onVpc = `dev ${names.vpc}`;
      const metrics = start === 'dhcp' && family === 4;
      setup.push(address(here, subnet, names.vpc, metrics ? ' noprefixroute' : ''));
      connected.push(subnet);
      links.push({ address: router, length: subnet.length });
      if (metrics) {
        setup.push(
          `route add ${connectedRoute(subnet, here)} ${onVpc} metric 522`,
          `route add default via ${show(router)} ${onVpc} proto dhcp src ${show(here)} metric 522`,
        );
      } else if (family === 4 && !network.directInternet)
        setup.push(`route add default via ${show(router)} ${onVpc}`);
      if (start === 'dhcp') continue;
      for (const { prefix } of network.vpc)
        if (prefix.family === family && !equals(prefix, subnet))
          setup.push(`route add ${formatPrefix(prefix)} via ${show(router)} ${onVpc}`);
    }
  }
  return {
    start,
    names,
    setup,
    directGateway: gateway,
    directNetwork: direct,
    undeclared,
    own: addresses,
    connected,
    links,
    resolvers: `nameserver ${formatAddress(4, resolver(network, direct))}\n`,
  };
}

const agent = literalPrefix('169.254.0.0/24');
/** Candidates for the direct interface's subnet; the first that is not in the policy's network. */
const directNetworks = ['172.16.32.0/20', '100.64.32.0/20', '192.0.2.0/24', '198.18.32.0/20'].map(
  literalPrefix,
);

function directNetwork(network: Network): Prefix {
  const { gateway } = network.interfaces.direct;
  const pinned = gateway?.family === 4 ? [coveringPrefix(gateway, 20), coveringPrefix(gateway, 28)] : [];
  const free = [...pinned, ...directNetworks].find((candidate) => isFree(network, candidate));
  return free ?? directNetworks[0];
}

function isFree({ vpc, subnets, docker }: Network, candidate: Prefix): boolean {
  return ![...vpc, ...subnets, ...docker].some(({ prefix }) => overlaps(prefix, candidate));
}

function gatewayIn(network: Network, direct: Prefix): Address {
  const { gateway } = network.interfaces.direct;
  if (gateway?.family === 4 && contains(direct, hostPrefix(gateway))) return gateway;
  return { family: 4, value: direct.base + 1n };
}

/** A resolver that is reached by the default route: base + 2 of a network, as in AWS. */
function resolver(network: Network, direct: Prefix): bigint {
  const block = network.vpc.find(({ prefix }) => prefix.family === 4);
  if (block && !network.directInternet) return block.prefix.base + 2n;
  const covering = coveringPrefix({ family: 4, value: direct.base }, 16);
  return (isFree(network, covering) ? covering : direct).base + 2n;
}

/** A subnet for a policy without one: the pinned gateway's, or at the beginning of the VPC. */
function someSubnet({ vpc, interfaces }: Network): Prefix | undefined {
  const blocks = vpc.map(({ prefix }) => prefix).filter(({ family }) => family === 4);
  const { gateway } = interfaces.vpc;
  const covering = gateway && blocks.find((block) => contains(block, hostPrefix(gateway)));
  const block = covering ?? blocks.at(0);
  if (!block) return undefined;
  const at = gateway && covering ? gateway.value : block.base;
  return coveringPrefix({ family: 4, value: at }, Math.max(block.length, 24));
}

/** The address at an offset from a prefix's base, or the next one if it is `taken`. */
function addressAt({ family, base, length }: Prefix, offset: bigint, taken?: Address): Address {
  if (length >= bits(family) - 1) return { family, value: base };
  const value = base + (length > bits(family) - 4 ? 2n : offset);
  return { family, value: value === taken?.value ? value + 1n : value };
}

/** A connected route as a network daemon installs it; the kernel's own has no metric. */
function connectedRoute(prefix: Prefix, source: Address): string {
  return `${formatPrefix(prefix)} proto kernel scope link src ${show(source)}`;
}

function show({ family, value }: Address): string {
  return formatAddress(family, value);
}
