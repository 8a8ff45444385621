import { contains, formatPrefix, hostPrefix, type Prefix } from '../net/prefix';
import { DIRECT, DOCKER, SERVICE, VPC, routeActions } from '../model/actions';
import {
  addressText,
  isBridge,
  isConnected,
  isDirectName,
  isLinkLocal,
  isTunnel,
  linkLocal,
  sameAddress,
} from './devices';
import { directDevice, vpcDevice, type DumpRoute, type Hop } from './dump';
import type { InferredNetwork } from './inferred-network';

export type RouteClass =
  /** A policy can have it, or the instance has it anyway (`system`). */
  | { readonly kind: 'route' | 'system'; readonly action: number }
  /** The kernel's own, which no table shows. */
  | { readonly kind: 'kernel' }
  /** No policy can have it; `harmless` if nothing is lost. */
  | { readonly kind: 'beyond'; readonly reason: string; readonly harmless: boolean };

/** Distinguishes the instance's own routes from those that a policy sets, and finds their actions. */
export function routeClass(route: DumpRoute, network: InferredNetwork): RouteClass {
  const { prefix, type, table, hops, proto } = route;
  if (table === 'local' || table === '255') return { kind: 'kernel' };
  if (route.tos !== undefined && table === undefined)
    return beyond(`it applies only to packets with the type of service ${route.tos}`);
  if (route.isDead === true)
    return beyond('it is dead: its interface was down, and the kernel did not use it');
  if (
    network.isWhole &&
    table === undefined &&
    (isKernels(prefix) || (type === 'other' && proto === 'kernel'))
  )
    return { kind: 'kernel' };
  if (table !== undefined) return beyond(`it is in table ${table}; a policy has only the main table`);
  if (type === 'other') return beyond('a policy has no route of this type');
  if (type !== 'unicast')
    return network.isWhole && prefix.length === 0 && proto !== 'static' && prefix.family === 6
      ? { kind: 'kernel' }
      : { kind: 'route', action: routeActions.indexOf(type) };
  const [first, ...more] = hops.map((hop) => hopClass(route, hop, network));
  if (!first) return beyond('it has no next hop');
  if (
    more.some(
      (other) =>
        other.kind !== first.kind ||
        ('action' in other && 'action' in first && other.action !== first.action),
    )
  )
    return beyond('it has several next hops with different actions');
  return first;
}

function hopClass({ prefix, proto }: DumpRoute, hop: Hop, network: InferredNetwork): RouteClass {
  const { device, gateway } = hop;
  const { family } = prefix;
  const text = formatPrefix(prefix);
  const isVpc = device !== undefined ? device === network.vpcInterface || device === vpcDevice : false;
  const isDirect =
    device !== undefined &&
    !isVpc &&
    (device === network.directInterface ||
      device === directDevice ||
      (!network.isWhole && isDirectName(device)));
  if (isConnected(hop)) {
    if (family === 4 && contains(linkLocal, prefix)) return { kind: 'system', action: SERVICE };
    if (isBridge(device)) return { kind: 'system', action: DOCKER };
    // The subnet itself, and single addresses in it from DHCP: the router, a resolver.
    if (isInSubnet(prefix, network) && !isTunnel(device)) return { kind: 'system', action: VPC };
    if (isDirect && proto !== 'static')
      return beyond(
        `\`${text}\` is the direct interface's own network, which a policy does not describe`,
        true,
      );
    if (isTunnel(device) && device !== undefined)
      return beyond(`\`${text}\` is the network of ${device} itself, which a policy does not describe`, true);
    return beyond(
      isVpc || isDirect
        ? `\`${text}\` is on ${device} without a gateway; a policy's routes have one`
        : `it is on ${device ?? 'no interface'}, which is neither the VPC's interface nor the direct one`,
    );
  }
  const isDefault = prefix.length === 0;
  const isSystem = (isDirectInternet: boolean) =>
    isDefault && network.isWhole && family === 4 && network.directInternet === isDirectInternet;
  const router = network.routers[family];
  if (gateway && isLinkLocal(gateway) && !sameAddress(gateway, router))
    return beyond(
      `its gateway ${addressText(gateway)} was announced on the link; a policy's routes use the subnet's base address + 1`,
      isDefault && proto !== 'static',
    );
  const inVpc =
    gateway !== undefined &&
    (sameAddress(gateway, router) || network.subnets.some((subnet) => contains(subnet, hostPrefix(gateway))));
  if (isVpc || (device === undefined && inVpc)) {
    if (isInSubnet(prefix, network) && isLearnt(proto)) return { kind: 'system', action: VPC };
    if (!gateway || !router || sameAddress(gateway, router))
      return { kind: isSystem(false) ? 'system' : 'route', action: VPC };
    return beyond(`its gateway ${addressText(gateway)} is not the VPC router ${addressText(router)}`);
  }
  if (
    isDirect ||
    (device === undefined && (hop.isUnknown || (gateway && sameAddress(gateway, network.directGateway))))
  ) {
    if (family === 6) return beyond('a policy has no IPv6 route via direct');
    if (!gateway || !network.directGateway || sameAddress(gateway, network.directGateway))
      return { kind: isDefault && network.isWhole ? 'system' : 'route', action: DIRECT };
    return beyond(
      `its gateway ${addressText(gateway)} is not the direct gateway ${addressText(network.directGateway)}`,
    );
  }
  return beyond(
    device === undefined
      ? `its gateway ${addressText(gateway)} is neither the VPC router nor the direct gateway`
      : `it leaves through ${device}, which is neither the VPC's interface nor the direct one`,
  );
}

function beyond(reason: string, harmless = false): RouteClass {
  return { kind: 'beyond', reason, harmless };
}

/** Whether the instance learnt it from its network. */
function isLearnt(proto: string | undefined): boolean {
  return proto === 'dhcp' || proto === 'kernel' || proto === 'ra';
}

/** Whether a route of a whole table is for addresses in the notebook's subnet. */
function isInSubnet(prefix: Prefix, { isWhole, subnets }: InferredNetwork): boolean {
  return isWhole && subnets.some((subnet) => contains(subnet, prefix));
}

/** fe80::/10, ff00::/8, ::1, 127.0.0.0/8: every table has these. */
function isKernels({ family, base, length }: Prefix): boolean {
  if (family === 4) return length >= 8 && base >> 24n === 127n;
  return (
    (length >= 10 && base >> 118n === 0x3fan) ||
    (length >= 8 && base >> 120n === 0xffn) ||
    (length === 128 && base === 1n)
  );
}
