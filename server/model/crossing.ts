import { decisions, decidedRanges, type Table } from '../net/table';
import { DIRECT, VPC } from './actions';
import { onwardOf, type Onward, type Router } from './vpc-router';
import { lowest } from '../lib/binary-search';

/**
 * A policy's IPv4 table and a VPC router's, traversed side by side once: how many addresses the policy sends to the
 * router before each point at which anything changes, and how many of them are a dead end there.
 */
export interface Crossing {
  /** Ascending; every row of the policy begins at a point, and ends directly before one. The last is 2^32. */
  readonly points: Float64Array;
  /** Before each point: the number of addresses routed via vpc, and of those that are a dead end. */
  readonly routed: Float64Array;
  readonly dead: Float64Array;
  /** The first address after each segment that is routed via vpc into a dead end, ascending; `deadStarts` is its first. */
  readonly deadEnds: readonly number[];
  readonly deadStarts: readonly number[];
  /**
   * For each row of the router, the number of addresses it decides that are routed via direct, and of those that no
   * route of the policy decides.
   */
  readonly direct: Float64Array;
  readonly directBySystem: Float64Array;
  readonly decided: Float64Array;
}

/** The router's IPv4 address space as columns: the state of each segment, and the row that decides, or -1. */
interface Segments {
  readonly from: Float64Array;
  readonly dead: Uint8Array;
  readonly row: Int32Array;
  readonly anyDead: boolean;
}

const segmentsByRouter = new WeakMap<Router, Segments>();
const crossings = new WeakMap<Table, WeakMap<Router, Crossing>>();

/**
 * The crossing of a router and a policy's IPv4 table, in which owners below `fixed` are system routes; cached by both.
 */
export function crossingOf(table: Table, fixed: number, router: Router): Crossing {
  let byRouter = crossings.get(table);
  if (!byRouter) crossings.set(table, (byRouter = new WeakMap<Router, Crossing>()));
  let crossing = byRouter.get(router);
  if (!crossing) byRouter.set(router, (crossing = crossed(table, fixed, router)));
  return crossing;
}

/** The index of a point at or after `low`, found in steps that double: a row usually ends near its beginning. */
export function indexFrom(points: Float64Array, low: number, point: number): number {
  let step = 1;
  let high = low;
  while (points[high] < point) {
    low = high;
    high = Math.min(high + step, points.length - 1);
    step *= 2;
  }
  const start = low;
  return start + lowest(high - start, (i) => points[start + i] >= point);
}

function segmentsOf(router: Router): Segments {
  let segments = segmentsByRouter.get(router);
  if (!segments) {
    const all: Onward[] = [...onwardOf(router, 4, 0n, 0xffffffffn)];
    const rows = new Map(router.rows.map((row, i) => [row, i]));
    segments = {
      from: Float64Array.from(all, ({ first }) => Number(first)),
      dead: Uint8Array.from(all, ({ state }) => (state === 'dead-end' ? 1 : 0)),
      row: Int32Array.from(all, ({ row }) => (row ? (rows.get(row) ?? -1) : -1)),
      anyDead: all.some(({ state }) => state === 'dead-end'),
    };
    segmentsByRouter.set(router, segments);
  }
  return segments;
}

function crossed(table: Table, fixed: number, router: Router): Crossing {
  const mine = decisions(table);
  const theirs = segmentsOf(router);
  const most = mine.count + theirs.from.length + 1;
  const points = new Float64Array(most);
  const routed = new Float64Array(most);
  const dead = new Float64Array(most);
  const direct = new Float64Array(router.rows.length);
  const directBySystem = new Float64Array(router.rows.length);
  const decided = new Float64Array(router.rows.length);
  const deadStarts: number[] = [];
  const deadEnds: number[] = [];
  let count = 0;
  for (let i = 0, j = 0, at = 0; at < 2 ** 32; count++) {
    const myEnd = i + 1 < mine.count ? mine.from[i + 1] : 2 ** 32;
    const theirEnd = j + 1 < theirs.from.length ? theirs.from[j + 1] : 2 ** 32;
    const end = myEnd < theirEnd ? myEnd : theirEnd;
    const size = end - at;
    const row = mine.row[i];
    const isRouted = row >= 0 && table.action[row] === VPC;
    points[count] = at;
    routed[count + 1] = routed[count] + (isRouted ? size : 0);
    const isDead = isRouted && theirs.dead[j] === 1;
    dead[count + 1] = dead[count] + (isDead ? size : 0);
    if (isDead) {
      deadStarts.push(at);
      deadEnds.push(end);
    }
    const hop = theirs.row[j];
    if (hop >= 0) {
      decided[hop] += size;
      if (row >= 0 && table.action[row] === DIRECT) {
        direct[hop] += size;
        if (table.owner[row] < fixed) directBySystem[hop] += size;
      }
    }
    if (myEnd === end) i++;
    if (theirEnd === end) j++;
    at = end;
  }
  points[count] = 2 ** 32;
  const length = count + 1;
  return {
    points: points.subarray(0, length),
    routed: routed.subarray(0, length),
    dead: dead.subarray(0, length),
    deadStarts,
    deadEnds,
    direct,
    directBySystem,
    decided,
  };
}

/**
 * The rows of a router that the policy bypasses via direct: part of a row without a route of the policy, or all of it.
 * In IPv6 no system route is via direct, so only whole rows count.
 */
export function bypassedRows(table: Table, fixed: number, router: Router): (row: number) => boolean {
  if (table.family === 4) {
    const { direct, directBySystem, decided } = crossingOf(table, fixed, router);
    return (row) => directBySystem[row] > 0 || (direct[row] > 0 && direct[row] === decided[row]);
  }
  if (!table.action.includes(DIRECT)) return () => false;
  const numbers = new Map(router.rows.map((row, i) => [row, i]));
  const bypassed = new Set<number>();
  const used = new Set<number>();
  for (const { first, last, row } of onwardOf(router, 6, 0n, 2n ** 128n - 1n)) {
    const hop = row && numbers.get(row);
    if (hop === undefined) continue;
    for (const range of decidedRanges(table, first, last))
      (range.row >= 0 && table.action[range.row] === DIRECT ? bypassed : used).add(hop);
  }
  return (row) => bypassed.has(row) && !used.has(row);
}
