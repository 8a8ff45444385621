import { formatAddress, type Address, type Prefix } from '../net/prefix';
import { directDevice, vpcDevice, type Hop } from './dump';

/*
 * What follows from an interface's name and a gateway's address.
 */

/** Docker's bridges: docker0, docker_gwbridge, and br-<id> of its other networks. */
export function isBridge(device: string | undefined): boolean {
  return device !== undefined && /^(?:docker\d*$|docker_gwbridge$|br-)/.test(device);
}

/** Other bridges, tunnels and container networks: never the VPC's interface. */
export function isTunnel(device: string | undefined): boolean {
  return (
    device !== undefined &&
    /^(?:lo|veth|tun|tap|wg|virbr|lxcbr|lxdbr|incusbr|br\d|cni|podman|dummy|cali|flannel|cilium|weave|kube|nodelocaldns|vxlan|gre|gretap|ipip|sit|ip6tnl|tunl|ppp|tailscale|zt|utun|nebula|ovs|vnet|ifb|bond-?docker)/.test(
      device,
    )
  );
}

/** The names that the kernel and systemd give to network cards, and never to a bridge. */
export function isPhysical(device: string): boolean {
  return /^(?:eth\d|en[opsx]|ens\d|enX\d)/.test(device);
}

export function isDirectName(device: string | undefined): boolean {
  return device === 'eth0' || device === directDevice;
}

/** Whether a route has no gateway, because its network is on-link. */
export function isConnected({ gateway, isUnknown, device }: Hop): boolean {
  return !gateway && !isUnknown && device !== vpcDevice && device !== directDevice;
}

/** RFC 3927. */
export const linkLocal: Prefix = { family: 4, base: 0xa9fe0000n, length: 16 };

export function isLinkLocal({ family, value }: Address): boolean {
  return family === 6 && value >> 118n === 0x3fan;
}

export function sameAddress(a: Address, b: Address | undefined): boolean {
  return a.family === b?.family && a.value === b.value;
}

export function addressText(address: Address | undefined): string {
  return address ? formatAddress(address.family, address.value) : 'that is not known';
}

/** Compares numerically: docker2 before docker10. */
export function compareNames(a: string, b: string): number {
  if (/^docker\d/.test(a) !== /^docker\d/.test(b)) return /^docker\d/.test(a) ? -1 : 1;
  const parts = (name: string) => /^(.*?)(\d*)$/.exec(name);
  const [, textA = '', numberA = ''] = parts(a) ?? [];
  const [, textB = '', numberB = ''] = parts(b) ?? [];
  if (textA !== textB) return textA < textB ? 1 : -1;
  return Number(numberA) - Number(numberB);
}
