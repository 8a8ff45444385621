import { parseAddress, parsePrefix, type Address, type Prefix } from '../net/prefix';
import { isPrompt, note, wholePrefix, type TableRead, type DumpRoute, type Line, type Note } from './dump';
import { maskLength } from '../lib/netmask';

/** The positions of the columns, from the left; negative from the right. */
interface Columns {
  readonly flags: number;
  readonly metric: number | undefined;
  readonly iface: number;
}

const plain: Columns = { flags: 3, metric: 4, iface: 7 };

/** With -ee net-tools cuts interface names to this length (lib/inet_gr.c). */
const cutByNetTools = 6;

/**
 * `route -n` of net-tools and busybox, with `-e` or `-ee`, `netstat -rn`, and `route -6 -n`: route(8). Fields are
 * separated by spaces, so shifted columns do not matter. Without `-n`, `default` and `*` are understood.
 */
export function routeN(lines: readonly Line[]): TableRead {
  const routes: DumpRoute[] = [];
  const notUnderstood: Note[] = [];
  let comment: string[] = [];
  let columns = plain;
  let six = false;
  let namesCutAt: number | undefined;
  for (const line of lines) {
    const text = line.text.replace(/^\+ /, '').trim();
    const heading = /^(?:Kernel|Routing tables?)\b/i.test(text);
    if (heading) six = /ipv6|inet6/i.test(text);
    if (text === '' || heading || isPrompt(text)) continue;
    if (text.startsWith('#')) {
      comment.push(text.replace(/^#+ ?/, ''));
      continue;
    }
    if (/^Destination\b/i.test(text)) {
      columns = columnsOf(text);
      if (/\bIface\s+MSS\b/i.test(text)) namesCutAt = cutByNetTools;
      six ||= /next\s*hop/i.test(text);
      continue;
    }
    const fields = text.replace(/\(direct gateway\)/, '?').split(/\s+/);
    const read = six || fields[0]?.includes(':') === true ? rowSix(fields) : row(fields, columns);
    if (typeof read === 'string') notUnderstood.push(note(line, read));
    else if (read)
      routes.push({
        ...read,
        ...(read.type === 'unreachable' && { isAnyReject: true }),
        table: undefined,
        proto: undefined,
        comment,
        group: undefined,
        line: line.number,
      });
    comment = [];
  }
  return { routes, notUnderstood, ...(namesCutAt && { namesCutAt }) };
}

function columnsOf(header: string): Columns {
  const names = header.toLowerCase().split(/\s+/);
  const at = (name: string): number | undefined => {
    const index = names.indexOf(name);
    return index < 0 ? undefined : index;
  };
  return {
    flags: at('flags') ?? plain.flags,
    metric: at('metric'),
    iface: at('iface') ?? at('interface') ?? plain.iface,
  };
}

type Row = Pick<DumpRoute, 'prefix' | 'type' | 'hops' | 'metric'>;

function row(fields: readonly string[], columns: Columns): Row | string {
  if (fields.length < 4) return 'expected a row of a routing table: destination, gateway, netmask and flags';
  const [destination = '', gateway = '', genmask = ''] = fields;
  const flags = fields[columns.flags] ?? '';
  if (!/^[!A-Z]+[a-z]*$/i.test(flags) || !/[U!]/.test(flags))
    return `invalid flags; expected U (up) or !, not ${JSON.stringify(flags)}`;
  const prefix = prefixOf(destination, genmask);
  if (typeof prefix === 'string') return prefix;
  const metric = columns.metric === undefined ? 0 : Number(fields[columns.metric]);
  if (!Number.isSafeInteger(metric) || metric < 0) return 'invalid metric';
  if (flags.includes('!')) return { prefix, type: 'unreachable', hops: [], metric };
  if (flags.includes('C') && flags.includes('c'))
    return 'a row of the route cache, which a policy does not set';
  const device = fields[columns.iface];
  if (device === undefined) return 'missing interface at the end';
  const isUnknown = gateway === '?';
  const hop = isUnknown || gateway === '*' ? undefined : parseAddress(gateway);
  if (!isUnknown && gateway !== '*' && !hop)
    return `invalid gateway ${JSON.stringify(gateway)}; use the output of route -n, which shows addresses`;
  // A blackhole has no device: the kernel's fib_route_seq_show() prints "*".
  if (device === '*' && (!hop || hop.value === 0n)) return { prefix, type: 'blackhole', hops: [], metric };
  if (device === '-' || device === '*') return 'missing interface';
  return { prefix, type: 'unicast', hops: [{ gateway: realGateway(hop), device, isUnknown }], metric };
}

function prefixOf(destination: string, genmask: string): Prefix | string {
  const address = parseAddress(networks.get(destination) ?? destination);
  if (!address)
    return `invalid destination ${JSON.stringify(destination)}; use the output of route -n, which shows addresses`;
  const mask = parseAddress(genmask === '*' ? '255.255.255.255' : genmask);
  const length = mask?.family === 4 ? maskLength(Number(mask.value)) : undefined;
  if (length === undefined || address.family !== 4) return `invalid netmask ${JSON.stringify(genmask)}`;
  return wholePrefix(address, length) ?? `${destination} has host bits set for the netmask ${genmask}`;
}

/** The names that `route` without -n prints, from /etc/networks in Debian and Amazon Linux. */
const networks: ReadonlyMap<string, string> = new Map([
  ['default', '0.0.0.0'],
  ['loopback', '127.0.0.0'],
  ['link-local', '169.254.0.0'],
]);

/** `Destination, Next Hop, Flag, Met, Ref, Use, If`; undefined for the kernel's own rows. */
function rowSix(fields: readonly string[]): Row | string | undefined {
  const [destination = '', hop = '', flags = '', met = ''] = fields;
  const prefix = parsePrefix(destination.replace(/^\[|\]$/g, ''));
  if (!prefix) return `${JSON.stringify(destination)} is not an IPv6 destination`;
  if (!/[U!]/.test(flags)) return `invalid flags; expected U (up) or !, not ${JSON.stringify(flags)}`;
  const metric = Number(met);
  const device = fields[fields.length - 1] ?? '';
  // Un: one of its own addresses; metric -1: the kernel's last resort.
  if (metric === -1 || (/n/.test(flags) && !flags.includes('!'))) return undefined;
  if (fields.length < 7 || !Number.isSafeInteger(metric)) return 'a row of an IPv6 table has seven fields';
  if (flags.includes('!')) return { prefix, type: 'unreachable', hops: [], metric };
  const isUnknown = hop === '?';
  const gateway = isUnknown ? undefined : parseAddress(hop.replace(/^\[|\]$/g, ''));
  if (!isUnknown && !gateway) return `invalid next hop ${JSON.stringify(hop)}`;
  return { prefix, type: 'unicast', hops: [{ gateway: realGateway(gateway), device, isUnknown }], metric };
}

/** The unspecified address means that there is no gateway. */
export function realGateway(address: Address | undefined): Address | undefined {
  return address && address.value !== 0n ? address : undefined;
}
