import { isPrompt, note, wholePrefix, type TableRead, type DumpRoute, type Line, type Note } from './dump';
import { realGateway } from './route-n';
import { maskLength } from '../lib/netmask';

// linux/route.h.
const up = 0x0001;
const reject = 0x0200;

/** `/proc/net/route` (proc(5)): IPv4 only; addresses in hexadecimal, in the machine's byte order, here little-endian. */
export function procNetRoute(lines: readonly Line[]): TableRead {
  const routes: DumpRoute[] = [];
  const notUnderstood: Note[] = [];
  for (const line of lines) {
    const text = line.text.trim();
    if (text === '' || text.startsWith('#') || /^Iface\s+Destination\b/.test(text) || isPrompt(text))
      continue;
    const read = row(text.split(/\s+/));
    if (typeof read === 'string') notUnderstood.push(note(line, read));
    else if (read)
      routes.push({
        ...read,
        table: undefined,
        proto: undefined,
        ...(read.type === 'unreachable' && { isAnyReject: true }),
        comment: [],
        group: undefined,
        line: line.number,
      });
  }
  return { routes, notUnderstood };
}

function row(
  fields: readonly string[],
): Pick<DumpRoute, 'prefix' | 'type' | 'hops' | 'metric'> | string | undefined {
  const [device = '', destination = '', gateway = '', flagText = '', , , metricText = '', maskText = ''] =
    fields;
  const [base, hop, mask] = [destination, gateway, maskText].map(littleEndian);
  if (base === undefined || hop === undefined || mask === undefined || !/^[0-9a-f]{4}$/i.test(flagText))
    return 'expected a row of /proc/net/route: interface, then destination, gateway, flags and mask in hexadecimal';
  const flags = parseInt(flagText, 16);
  const metric = Number(metricText);
  if (!/^\d+$/.test(metricText)) return 'invalid metric';
  const length = maskLength(Number(mask));
  if (length === undefined) return `invalid netmask ${maskText}`;
  const prefix = wholePrefix({ family: 4, value: base }, length);
  if (!prefix) return 'the destination has host bits set';
  if ((flags & up) === 0) return 'the route is not up';
  if ((flags & reject) !== 0) return { prefix, type: 'unreachable', hops: [], metric };
  if (device === '*') return { prefix, type: 'blackhole', hops: [], metric };
  return {
    prefix,
    type: 'unicast',
    metric,
    hops: [{ gateway: realGateway({ family: 4, value: hop }), device, isUnknown: false }],
  };
}

function littleEndian(text: string): bigint | undefined {
  const bytes = /^([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  return bytes ? BigInt(`0x${bytes.slice(1).reverse().join('')}`) : undefined;
}
