/** The IP protocols that security groups and network ACLs have names for (IANA, Protocol Numbers). */
const protocols: ReadonlyMap<string, number> = new Map([
  ['all', -1],
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
]);

/** A protocol's number by number or name; -1 for every protocol, undefined for an unknown one. */
export function protocolNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  return /^-?\d{1,3}$/.test(value) ? Number(value) : protocols.get(value.toLowerCase());
}
