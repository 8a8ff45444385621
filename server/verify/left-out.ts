import { contains, hostPrefix, last, literalPrefix, type Address, type Prefix } from '../net/prefix';
import type { Notebook } from './notebook';

/**
 * Everything that a comparison with a kernel leaves out: addresses that the kernel handles locally whatever the table,
 * and subnets that are neither in the policy nor in a table.
 */
export const leftOut: readonly {
  readonly what: string;
  readonly prefixes: (notebook: Notebook) => readonly Prefix[];
}[] = [
  { what: 'loopback', prefixes: () => ['127.0.0.0/8', '::1/128'].map(literalPrefix) },
  // For the kernel the unspecified address is the host itself (RFC 1122, 3.2.1.3 a; RFC 4291, 2.5.2).
  { what: 'the unspecified address', prefixes: () => ['0.0.0.0/32', '::/128'].map(literalPrefix) },
  { what: 'multicast', prefixes: () => ['224.0.0.0/4', 'ff00::/8'].map(literalPrefix) },
  { what: 'limited broadcast', prefixes: () => ['255.255.255.255/32'].map(literalPrefix) },
  {
    what: "broadcast of the instance's networks",
    prefixes: ({ connected }) =>
      connected
        .filter(({ family, length }) => family === 4 && length < 31)
        .map((prefix) => hostPrefix({ family: 4, value: last(prefix) })),
  },
  { what: "the instance's own addresses", prefixes: ({ own }) => own.map(hostPrefix) },
  { what: "the direct interface's subnet", prefixes: ({ directNetwork }) => [directNetwork] },
  {
    what: "the VPC interface's subnet where the policy names none",
    prefixes: ({ undeclared }) => (undeclared ? [undeclared] : []),
  },
];

/**
 * What no Linux kernel forwards, whatever its routes: "this network", which kernels before 5.3 drop, link-local
 * addresses, and IPv4 addresses in IPv6 notation, which a socket treats as IPv4.
 */
export const neverForwarded = ['0.0.0.0/8', 'fe80::/10', '::ffff:0:0/96'].map(literalPrefix);

/** Whether a comparison with this notebook's kernel leaves an address out. */
export function leavingOut(notebook: Notebook): (address: Address) => boolean {
  const prefixes = leftOut.flatMap((entry) => entry.prefixes(notebook));
  return (address) => prefixes.some((prefix) => contains(prefix, hostPrefix(address)));
}
