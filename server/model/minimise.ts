import { bits, type Family, type Prefix } from '../net/prefix';
import { equals, firstAddress, isEqualToOuter, rowsOf, tableOf, type Table } from '../net/table';
import { changes } from './diff';
import type { Model } from './model';

/** A route of a minimal set. */
export interface MinimalRoute {
  readonly prefix: Prefix;
  readonly way: number;
}

/**
 * The smallest set of routes that sends every address where the policy sends it, beside the system's own routes:
 * ORTC (Draves, King, Venkatachary, Zill: Constructing Optimal IP Routing Tables, INFOCOM 1999), with the limits a
 * policy needs. No route is wider than what the policy's own prefixes cover, none is a prefix the system owns, none
 * is the default route. Ascending, an enclosing prefix first. Undefined when the result does not hold against the
 * policy's own table over the whole address space: then nothing is offered.
 */
export function minimalRoutes(model: Model): readonly MinimalRoute[] | undefined {
  const found: MinimalRoute[] = [];
  for (const table of [model.tables[4], model.tables[6]]) {
    const routes = minimal(table, model.system.length);
    const system = model.system.filter(({ prefix }) => prefix.family === table.family);
    const rows = rowsOf(
      table.family,
      [...system, ...routes].map(({ prefix, way }, owner) => ({ prefix, way, owner })),
    );
    if (changes(table, tableOf(rows, system.length)).length > 0) return undefined;
    for (const route of routes) found.push(route);
  }
  return found;
}

/*
 * The binary tree of prefixes down to where nothing changes any more:
 *
 *                 10.0.0.0/8                    A node knows the set of ways with which its addresses need the
 *               /            \                  fewest routes below it (bits of a number). A leaf: its own way.
 *        10.0.0.0/9        10.128.0.0/9         Else what both halves have in common, or if that is nothing, what
 *        {vpc}             {vpc, direct}        either has. Then, from the top, a route is set where the way that
 *                                               comes from above is not among them.
 *
 * A prefix of the system's is a node where every way from above ends: below it, its own way begins. A route may be
 * set at a node only when the policy's prefixes cover it; above those, ways come from the system alone.
 */
interface Node {
  readonly base: bigint;
  readonly length: number;
  readonly ways: number;
  /** Whether a route may be set here: every address of it is the policy's. */
  readonly mine: boolean;
  /** For a prefix of the system's: its way, or that of the policy's route in its place, which is always set. */
  readonly fixed: number;
  readonly set: boolean;
  readonly low: Node | undefined;
  readonly high: Node | undefined;
}

const everyWay = 0xffff;
/** No way: an IPv6 address without a route. */
const nowhere = 15;
const none = -1;

function minimal(table: Table, fixed: number): MinimalRoute[] {
  // The rows that stand, in order.
  const rows: number[] = [];
  for (let row = 0; row < table.count; row++) if (!isEqualToOuter(table, row)) rows.push(row);
  const { family } = table;
  const found: MinimalRoute[] = [];
  const root = nodeOf(table, rows, 0, rows.length, 0n, 0, nowhere, false, false, fixed);
  choose(family, root, nowhere, found);
  return found;
}

/**
 * The node of a prefix. `rows` from `begin` to `end` lie inside it; `way` is what decides where none does, `owned`
 * whether a route of the policy set it since the last prefix of the system's, `covered` whether any route of the
 * policy lies around.
 */
function nodeOf(
  table: Table,
  rows: readonly number[],
  begin: number,
  end: number,
  base: bigint,
  length: number,
  way: number,
  owned: boolean,
  covered: boolean,
  fixed: number,
): Node {
  const row = begin < end && table.length[rows[begin]] === length ? rows[begin] : none;
  if (row !== none && (table.owner[row] < fixed || replacesFixed(table, row, fixed))) {
    const below = nodeOf(table, rows, begin + 1, end, base, length, table.way[row], false, covered, fixed);
    return { ...below, ways: everyWay, mine: covered, fixed: table.way[row], set: table.owner[row] >= fixed };
  }
  let first = begin;
  let itsWay = way;
  let itsOwned = owned;
  let itsCovered = covered;
  if (row !== none) {
    first++;
    itsWay = table.way[row];
    itsOwned = true;
    itsCovered = true;
  }
  if (first === end)
    return {
      base,
      length,
      ways: 1 << itsWay,
      mine: itsOwned,
      fixed: none,
      set: false,
      low: undefined,
      high: undefined,
    };
  const half = 1n << BigInt(bits(table.family) - length - 1);
  const middle = base + half;
  let cut = first;
  let high = end;
  while (cut < high) {
    const at = (cut + high) >>> 1;
    if (firstAddress(table, table.from[rows[at]]) < middle) cut = at + 1;
    else high = at;
  }
  const left = nodeOf(table, rows, first, cut, base, length + 1, itsWay, itsOwned, itsCovered, fixed);
  const right = nodeOf(table, rows, cut, end, middle, length + 1, itsWay, itsOwned, itsCovered, fixed);
  const common = left.ways & right.ways;
  return {
    base,
    length,
    ways: common !== 0 ? common : left.ways | right.ways,
    mine: left.mine && right.mine && length > 0,
    fixed: none,
    set: false,
    low: left,
    high: right,
  };
}

/** Whether a row of the policy stands in the place of one of the system's. */
function replacesFixed(table: Table, row: number, fixed: number): boolean {
  return equals(table, row).some((equal) => table.owner[equal] < fixed);
}

/** Sets the routes below a node that gets `way` from above. */
function choose(family: Family, node: Node, way: number, found: MinimalRoute[]): void {
  let below = way;
  if (node.fixed !== none) {
    below = node.fixed;
    if (node.set) found.push({ prefix: { family, base: node.base, length: node.length }, way: below });
  } else if (node.mine && (node.ways & (1 << way)) === 0) {
    below = 31 - Math.clz32(node.ways & -node.ways);
    found.push({ prefix: { family, base: node.base, length: node.length }, way: below });
  }
  if (node.low) choose(family, node.low, below, found);
  if (node.high) choose(family, node.high, below, found);
}
