/** A protocol, and for TCP and UDP ranges of destination ports. */
export interface PortQuery {
  readonly protocol: ProtocolName;
  /** Ascending and disjoint; for ICMP one range that represents the echo request. */
  readonly ports: readonly PortRange[];
}

export const protocolNames = ['tcp', 'udp', 'icmp'] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** Both ends inclusive. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const mostPort = 65_535;

/** Represents ICMP's echo request where ports are compared. */
const echo: readonly PortRange[] = [{ from: 0, to: 0 }];

/** A query for ports in any order. */
export function portQuery(protocol: ProtocolName, ports: readonly PortRange[]): PortQuery {
  return { protocol, ports: protocol === 'icmp' ? echo : joinedRanges(ports) };
}

/** A port or a range: `443`, `8000-8100`; undefined for any other text. */
export function portRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from <= to && to <= mostPort ? { from, to } : undefined;
}

/** `443, 8000-8100`. */
export function portsText(ports: readonly PortRange[]): string {
  return ports.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

/** `tcp 443`, `icmp`. */
export function queryText({ protocol, ports }: PortQuery): string {
  return protocol === 'icmp' ? protocol : `${protocol} ${portsText(ports)}`;
}

/** The user's input: `10.0.0.7 tcp 443`, `10.0.0.0/16 icmp`, or an address alone. */
export function portQuestion(
  text: string,
): { readonly query: string; readonly ports: PortQuery | undefined } | { readonly problem: string } {
  const [query = '', word, ...rest] = text.trim().split(/\s+/);
  if (word === undefined) return { query, ports: undefined };
  const protocol = protocolNames.find((each) => each === word);
  if (!protocol)
    return {
      problem: `expected \`tcp\`, \`udp\` or \`icmp\` after the address, not ${JSON.stringify(word)}`,
    };
  const texts = rest
    .join(' ')
    .split(',')
    .map((each) => each.trim());
  if (protocol === 'icmp')
    return rest.length === 0 ? { query, ports: portQuery(protocol, []) } : { problem: '`icmp` has no ports' };
  const ranges = texts.flatMap((each) => portRange(each) ?? []);
  if (ranges.length < texts.length)
    return {
      problem: `invalid port ${JSON.stringify(rest.join(' '))}; expected 0 to ${mostPort}, or a range as in 8000-8100`,
    };
  return { query, ports: portQuery(protocol, ranges) };
}

/** The same ports, ascending and disjoint. */
function joinedRanges(ranges: readonly PortRange[]): PortRange[] {
  const joined: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const before = joined[joined.length - 1];
    if (before && range.from <= before.to + 1)
      joined[joined.length - 1] = { from: before.from, to: Math.max(before.to, range.to) };
    else joined.push(range);
  }
  return joined;
}
