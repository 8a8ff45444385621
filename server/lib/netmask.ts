/** The prefix length of an IPv4 netmask, a 32-bit number; undefined if a zero comes before a one. */
export function maskLength(mask: number): number | undefined {
  const host = ~mask >>> 0;
  return (host & (host + 1)) === 0 ? Math.clz32(host) : undefined;
}
