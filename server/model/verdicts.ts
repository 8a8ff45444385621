import { equals, last, parsePrefix, type Prefix } from '../net/prefix';
import { prefixAt, rowsWithin, Verdict, type Table } from '../net/table';
import type { Network } from './network';
import { oncePer } from '../lib/once-per';
import { VPC } from './actions';

/** A row's verdict: the table's, unless the network's overrides it. */
export const RouteVerdict = { ...Verdict, detours: 6, displaces: 7, reserved: 8 } as const;
export type RouteVerdict = (typeof RouteVerdict)[keyof typeof RouteVerdict];

export interface Reserved {
  readonly prefix: Prefix;
  readonly what: string;
}

/** Destinations that no policy may route, with their purpose. */
export const reservedDestinations: readonly Reserved[] = [
  reserved('0.0.0.0/8', '"this network" (RFC 6890)'),
  reserved('127.0.0.0/8', 'loopback (RFC 1122)'),
  reserved(
    '169.254.0.0/16',
    'link-local, with the instance metadata, every AWS credential, DNS and time (RFC 3927, EC2 user guide)',
  ),
  reserved('224.0.0.0/4', 'multicast (RFC 5771)'),
  reserved('240.0.0.0/4', 'reserved (RFC 1112)'),
  reserved('::1/128', 'loopback (RFC 4291)'),
  reserved('fe80::/10', 'link-local (RFC 4291)'),
  reserved('ff00::/8', 'multicast (RFC 4291)'),
  reserved('fd00:ec2::/32', "the instance's metadata, DNS and time over IPv6 (EC2 user guide)"),
].flat();

/** The reserved destinations as ranges, neighbours joined, so that 224.0.0.0/3 is reserved, too. */
const reservedRanges = reservedDestinations.reduce<{ family: 4 | 6; first: bigint; last: bigint }[]>(
  (ranges, { prefix }) => {
    const before = ranges[ranges.length - 1];
    const range = { family: prefix.family, first: prefix.base, last: last(prefix) };
    if (before?.family === prefix.family && before.last + 1n === prefix.base) before.last = range.last;
    else ranges.push(range);
    return ranges;
  },
  [],
);

/** Overrides a table's verdicts with the network's; the more fundamental reason wins. */
export function overrule(table: Table, network: Network, fixed: number): void {
  const { family, verdict, owner, action } = table;
  const within = (prefix: Prefix, judged: RouteVerdict, applies: (row: number) => boolean): void => {
    if (prefix.family !== family) return;
    for (const row of rowsWithin(table, prefix.base, last(prefix)))
      if (owner[row] >= fixed && applies(row)) verdict[row] = judged;
  };
  for (const { prefix } of network.vpc)
    within(prefix, RouteVerdict.detours, (row) => action[row] !== VPC && verdict[row] !== Verdict.shadowed);
  for (const { prefix } of network.subnets) within(prefix, RouteVerdict.displaces, () => true);
  for (const { prefix } of network.docker)
    within(prefix, RouteVerdict.displaces, (row) => equals(prefixAt(table, row), prefix));
  for (const range of reservedRanges) {
    if (range.family !== family) continue;
    for (const row of rowsWithin(table, range.first, range.last))
      if (owner[row] >= fixed) verdict[row] = RouteVerdict.reserved;
  }
}

/** The rows of a table with a verdict, in table order. */
export function rowsWithVerdict(table: Table, verdict: RouteVerdict): Uint32Array {
  return rowsByVerdict(table)[verdict];
}

/** The rows of each verdict in the table's order: one pass to count, one to fill. */
const rowsByVerdict = oncePer(({ count, verdict }: Table): readonly Uint32Array[] => {
  const counts = new Uint32Array(verdicts);
  for (let row = 0; row < count; row++) counts[verdict[row]]++;
  const next = new Uint32Array(verdicts);
  for (let each = 1; each < verdicts; each++) next[each] = next[each - 1] + counts[each - 1];
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[next[verdict[row]]++] = row;
  return Array.from(counts, (size, each) => rows.subarray(next[each] - size, next[each]));
});

const verdicts = Object.keys(RouteVerdict).length;

function reserved(text: string, what: string): Reserved[] {
  const prefix = parsePrefix(text);
  return prefix ? [{ prefix, what }] : [];
}
