import {
  contains,
  equals,
  parseAddress,
  literalPrefix,
  type Address,
  type Family,
  type Prefix,
} from '../net/prefix';
import { everything } from '../net/spelling';
import type { File, InterfaceStatement, Span, Statement } from '../syntax/ast';
import { singleStatements } from '../syntax/statements';
import { DIRECT, DOCKER, SERVICE, VPC } from './actions';

/** A prefix of the declared network and where the policy declares it; `place` is undefined for a default. */
export interface Declared {
  readonly prefix: Prefix;
  readonly span: Span | undefined;
}

/**
 * An interface as pinned or documented. If it is not pinned, the script finds it on the instance, whatever its name
 * there.
 */
export interface Interface {
  readonly name: string;
  readonly pinned: boolean;
  /** The pinned gateway. */
  readonly gateway: Address | undefined;
  readonly statement: InterfaceStatement | undefined;
}

/** The notebook's network as declared by a policy. */
export interface Network {
  readonly vpc: readonly Declared[];
  readonly subnets: readonly Declared[];
  readonly docker: readonly Declared[];
  readonly directInternet: boolean;
  readonly interfaces: { readonly direct: Interface; readonly vpc: Interface };
}

/** A route that the instance has without the policy. */
export interface SystemRoute {
  readonly prefix: Prefix;
  readonly action: number;
  /** Undefined for a connected route, and if the policy does not determine it. */
  readonly gateway: Address | undefined;
  readonly connected: boolean;
  readonly interface: string;
  /** The entry of a statement that it follows from. */
  readonly span: Span | undefined;
  /** The part of the network that it is for. */
  readonly part: 'default' | 'service' | 'docker' | 'vpc' | 'subnet';
}

export const defaultDocker = literalPrefix('172.17.0.0/16');
/** Where SageMaker's own interface has been observed. */
export const serviceNetwork = literalPrefix('172.16.0.0/16');
const serviceRoutes = [literalPrefix('169.254.0.0/24'), literalPrefix('169.254.169.254/32')];

/** Whether the VPC has IPv6 according to the policy. */
export function hasIPv6({ vpc, subnets, interfaces }: Network): boolean {
  const { gateway } = interfaces.vpc;
  return gateway?.family === 6 || [...vpc, ...subnets].some(({ prefix }) => prefix.family === 6);
}

/** The network that a policy's statements declare; of repeated statements the first one applies. */
export function networkOf(file: File, prefixesOf: (entry: Span) => readonly Prefix[]): Network {
  const first = firstOnes(file);
  const declared = (kind: 'vpc' | 'subnet' | 'docker'): Declared[] => {
    const statement = first.get(kind);
    if (statement?.kind !== kind) return [];
    return statement.entries.flatMap((entry) => prefixesOf(entry).map((prefix) => ({ prefix, span: entry })));
  };
  const direct = first.get('direct-internet');
  return {
    vpc: declared('vpc'),
    subnets: declared('subnet'),
    docker: first.has('docker') ? declared('docker') : [{ prefix: defaultDocker, span: undefined }],
    directInternet: !(direct?.kind === 'direct-internet' && direct.value?.text === 'disabled'),
    interfaces: {
      direct: interfaceOf(first.get('interface direct'), 'eth0'),
      vpc: interfaceOf(first.get('interface vpc'), 'eth2'),
    },
  };
}

/** The statements that apply, by keyword: the first of each. */
export function firstOnes(file: File): ReadonlyMap<string, Statement> {
  const byKey = new Map<string, Statement>();
  for (const statement of file.statements) {
    const key = singleKey(statement);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, statement);
  }
  return byKey;
}

/** A name for a statement that may occur only once; undefined for one that may be repeated. */
export function singleKey(statement: Statement): string | undefined {
  if (statement.kind === 'unknown' || !singleStatements.includes(statement.kind)) return undefined;
  if (statement.kind !== 'interface') return statement.kind;
  return statement.interface && `interface ${statement.interface.text}`;
}

function interfaceOf(statement: Statement | undefined, documented: string): Interface {
  if (statement?.kind !== 'interface' || !statement.name)
    return { name: documented, pinned: false, gateway: undefined, statement: undefined };
  const gateway = statement.gateway && parseAddress(statement.gateway.text);
  return { name: statement.name.text, pinned: true, gateway, statement };
}

/** The VPC router of a subnet: the pinned gateway if it is inside, else the subnet's base address + 1. */
export function routerOf(network: Network, subnet: Prefix): Address {
  const { gateway } = network.interfaces.vpc;
  if (
    gateway?.family === subnet.family &&
    contains(subnet, { ...gateway, base: gateway.value, length: bitsOf(gateway) })
  )
    return gateway;
  return { family: subnet.family, value: subnet.base + 1n };
}

function bitsOf(address: Address): number {
  return address.family === 4 ? 32 : 128;
}

/** The gateway of every `via vpc` for a notebook in this subnet; undefined if it is not known. */
export function vpcGateway(
  network: Network,
  family: Family,
  subnet: Prefix | undefined,
): Address | undefined {
  if (subnet?.family === family) return routerOf(network, subnet);
  const { gateway } = network.interfaces.vpc;
  return gateway?.family === family ? gateway : undefined;
}

/** Whether the network has this interface for this IP version. */
export function hasInterface(network: Network, action: number, family: Family): boolean {
  if (action === VPC) return network.vpc.length > 0;
  // There is no known IPv6 next hop outside the VPC: the system has no ::/0.
  if (action === DIRECT) return family === 4 && (network.directInternet || network.vpc.length === 0);
  return true;
}

/**
 * The routes of an instance in the first IPv4 and the first IPv6 of these subnets, without the policy: IPv4, then IPv6.
 * If a family has several subnets, the connected routes of all of them: an address in any of them has the same action
 * from each, since the VPC's blocks have it, too.
 */
export function systemRoutes(network: Network, subnets: readonly Declared[]): SystemRoute[] {
  const { vpc, docker, directInternet, interfaces } = network;
  const four = subnets.find(({ prefix }) => prefix.family === 4)?.prefix;
  const six = subnets.find(({ prefix }) => prefix.family === 6)?.prefix;
  const router = { 4: vpcGateway(network, 4, four), 6: vpcGateway(network, 6, six) };
  const attached = vpc.length > 0;
  const routes: SystemRoute[] = [];
  const add = (
    part: SystemRoute['part'],
    { prefix, span }: Declared,
    action: number,
    { name, connected, gateway }: { name: string; connected: boolean; gateway?: Address | undefined },
  ): void => void routes.push({ prefix, action, gateway, connected, interface: name, span, part });
  const all = { prefix: everything(4), span: undefined };
  const vpcInterface = { name: interfaces.vpc.name, connected: false };
  if (directInternet || !attached) add('default', all, DIRECT, { ...interfaces.direct, connected: false });
  else add('default', all, VPC, { ...vpcInterface, gateway: router[4] });
  for (const prefix of serviceRoutes) {
    const name = prefix.length === 32 ? interfaces.direct.name : 'veth_def_agent';
    add('service', { prefix, span: undefined }, SERVICE, { name, connected: true });
  }
  docker.forEach((bridge, i) => {
    const name = i === 0 ? 'docker0' : `docker${i}`;
    add('docker', bridge, DOCKER, { name, connected: true });
  });
  for (const block of vpc) {
    const { family } = block.prefix;
    if (family === 6 && !router[6]) continue;
    if (subnets.some((subnet) => equals(subnet.prefix, block.prefix))) continue;
    add('vpc', block, VPC, { ...vpcInterface, gateway: router[family] });
  }
  if (attached)
    for (const subnet of subnets) add('subnet', subnet, VPC, { ...vpcInterface, connected: true });
  return routes;
}
