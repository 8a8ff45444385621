import { lowest } from '../lib/binary-search';
import { bits, parseAddress, parsePrefix, type Family } from '../net/prefix';
import { familyTable, matches, type Table } from '../net/table';
import { actionClass, actionLabel, type NextHopView, type RouterView, type ActionClass } from './picture';

/** The VPC router's tables for look-ups. */
export interface RouterSpace {
  readonly view: RouterView;
  /** Owners are the indexes of the view's rows. */
  readonly tables: { readonly 4: Table; readonly 6: Table };
  readonly ranges: { readonly 4: readonly RouterRange[]; readonly 6: readonly RouterRange[] };
}

/** A range of addresses that the VPC router treats alike. */
export interface RouterRange {
  readonly first: bigint;
  readonly last: bigint;
  readonly nextHop: NextHopView;
  readonly row: number;
}

export function routerSpace(view: RouterView): RouterSpace {
  const entries = view.rows.flatMap(({ destination }, owner) => {
    const prefix = parsePrefix(destination);
    return prefix ? [{ prefix, action: 0, owner }] : [];
  });
  return {
    view,
    tables: { 4: familyTable(4, entries), 6: familyTable(6, entries) },
    ranges: { 4: rangesOf(view, 4), 6: rangesOf(view, 6) },
  };
}

function rangesOf({ ranges, nextHops }: RouterView, family: Family): RouterRange[] {
  const starts = ranges.flatMap(({ first, nextHop, row }) => {
    const address = parseAddress(first);
    const hop = nextHops.at(nextHop);
    return address?.family === family && hop ? [{ first: address.value, nextHop: hop, row }] : [];
  });
  const end = (1n << BigInt(bits(family))) - 1n;
  return starts.map((range, i) => ({ ...range, last: (starts.at(i + 1)?.first ?? end + 1n) - 1n }));
}

/** The VPC router's decisions for the addresses from `first` to `end`, ascending. */
export function* routerRanges(
  { ranges }: RouterSpace,
  family: Family,
  first: bigint,
  end: bigint,
): Generator<RouterRange> {
  const all = ranges[family];
  for (let i = rangeAt(all, first); i < all.length && all[i].first <= end; i++) {
    const range = all[i];
    if (range.first >= first && range.last <= end) yield range;
    else
      yield {
        ...range,
        first: range.first < first ? first : range.first,
        last: range.last > end ? end : range.last,
      };
  }
}

/** The index of the range that contains an address. */
export function rangeAt(ranges: readonly { readonly last: bigint }[], address: bigint): number {
  return lowest(ranges.length - 1, (i) => ranges[i].last >= address);
}

/** The indexes of the view's rows that contain an address, the most specific first. */
export function routerCandidates({ tables }: RouterSpace, family: Family, address: bigint): number[] {
  const table = tables[family];
  return matches(table, address).map((row) => table.owner[row]);
}

/** The notebook's action for some addresses and, if they are routed to a known VPC router, that router's decision. */
export interface WholePath {
  /** As in a picture's route; '' if no route matches. */
  readonly action: string;
  readonly nextHop: NextHopView | undefined;
}

export function pathClass({ action, nextHop }: WholePath): ActionClass {
  if (!nextHop || nextHop.state === 'ok') return actionClass(action);
  return nextHop.state;
}

/** `via vpc to tgw-0abc`, `via vpc, a dead end`. */
export function pathLabel({ action, nextHop }: WholePath): string {
  return `${actionLabel(action)}${nextHop ? nextHopSuffix(nextHop) : ''}`;
}

/** To follow an action in a text: ` to tgw-0abc`, `, a dead end`. */
export function nextHopSuffix({ state, id }: Pick<NextHopView, 'state' | 'id'>): string {
  if (state === 'dead-end') return ', a dead end';
  return state === 'ok' ? ` to ${id}` : ', unknown next hop';
}

/** Whether two paths have the same end; if one side's VPC router is unknown, only the actions are compared. */
export function isSamePath(one: WholePath, other: WholePath): boolean {
  if (one.action !== other.action) return false;
  const [a, b] = [one.nextHop, other.nextHop];
  return !a || !b || a === b || (a.state === b.state && (a.state !== 'ok' || a.id === b.id));
}

/** `to tgw-0abc (transit-gateway)`, or the result and its reason. */
export function nextHopText({ state, id, kind, reason }: NextHopView): string {
  const because = reason === '' ? '' : `: ${reason}`;
  if (state === 'dead-end') return `a dead end${because}`;
  if (state === 'unknown') return `unknown next hop${because}`;
  return `to ${id === kind ? id : `${id} (${kind})`}${because}`;
}

/** The more specific of two prefixes, one of which contains the other. */
export function longerPrefix(one: string, other: string): string {
  const lengthOf = (text: string): number => Number(text.slice(text.indexOf('/') + 1));
  return lengthOf(one) >= lengthOf(other) ? one : other;
}
