import {
  commonLength,
  equalRows,
  isEqualToOuter,
  coveringRows,
  tableOf,
  type CoveringRows,
  type Table,
} from '../net/table';
import { haveSameActions } from './diff';
import type { Model } from './model';

/**
 * The smallest set of routes that sends every address where the policy sends it, as tables with the system's own routes:
 * ORTC (Draves, King, Venkatachary, Zill: Constructing Optimal IP Routing Tables, INFOCOM 1999), with the limits a
 * policy needs. No route is wider than what the policy's own prefixes cover, none is a prefix the system owns, none
 * is the default route. Owners are the system's, then one for all routes. Undefined when the result does not hold
 * against the policy's own tables over the whole address space: then nothing is offered.
 */
export function minimalTables({ tables, system }: Model): Model['tables'] | undefined {
  const fixed = system.length;
  const found = { 4: minimal(tables[4], fixed), 6: minimal(tables[6], fixed) };
  return haveSameActions(tables[4], found[4]) && haveSameActions(tables[6], found[6]) ? found : undefined;
}

function minimal(table: Table, fixed: number): Table {
  return tableOf(coveringRows(table, chosen(table, treeOf(table, fixed), fixed)), fixed);
}

/*
 * The binary tree of prefixes, without the nodes at which nothing happens. A node is a row of the table, or the fork
 * at which two neighbours inside a row part:
 *
 *                 10.0.0.0/8                    A node knows the set of ways with which its addresses need the
 *                     |                         fewest routes below it (bits of a number). A row with nothing in
 *                 10.0.0.0/14  (fork)           it: its own way. Else what both halves have in common, or if that
 *               /            \                  is nothing, what either has. Then, from the top, a route is set
 *        10.0.0.0/16      10.2.0.0/16           where the way that comes from above is not among them.
 *
 * On the way from one node up to the next, each step joins a half that nothing lies in, and which goes the way of the
 * row around. After two such steps only that way is left, so a way up of any length is one or two steps (`climbed`).
 *
 * A prefix of the system's is a node where every way from above ends: below it, its own way begins. A route may be
 * set at a node only when the policy's prefixes cover it; above those, ways come from the system alone.
 */
interface Tree {
  readonly count: number;
  /** The row; of a fork the first row in it. */
  readonly row: Uint32Array;
  /** The length of the node's prefix, which is shorter than the row's for a fork. */
  readonly length: Uint8Array;
  readonly actionSets: Uint16Array;
  /** 1 where a route may be set: every address is the policy's. */
  readonly mine: Uint8Array;
  /** The next node up, which stands behind all that lies in it; -1 for none. */
  readonly parent: Int32Array;
}

const anyAction = 0xffff;
/** No way: an IPv6 address without a route. */
const nowhere = 15;

/**
 * From the last row to the first, so that a row finds all that lies inside it done. The stack holds what is done and
 * has no parent yet, the leftmost on top, and where each parts from the one below it on the stack: two are joined
 * before anything that parts from them further up comes to them.
 */
function treeOf(table: Table, fixed: number): Tree {
  const { from, to, length, action, outer } = table;
  const most = 2 * table.count;
  const row = new Uint32Array(most);
  const lengths = new Uint8Array(most);
  const actionSets = new Uint16Array(most);
  const mine = new Uint8Array(most);
  const parent = new Int32Array(most).fill(-1);
  const stack = new Int32Array(130);
  const parts = new Uint8Array(130);
  let count = 0;
  let depth = 0;

  const fork = (): void => {
    const low = stack[--depth];
    const high = stack[depth - 1];
    const above = parts[depth];
    const covering = outer[row[low]];
    const parentAction = covering < 0 ? nowhere : action[covering];
    const left = climbed(actionSets[low], lengths[low] - above - 1, parentAction);
    const right = climbed(actionSets[high], lengths[high] - above - 1, parentAction);
    const whole = lengths[low] === above + 1 && lengths[high] === above + 1;
    const covered = isFree(table, covering, fixed) || (whole && mine[low] + mine[high] === 2);
    row[count] = row[low];
    lengths[count] = above;
    actionSets[count] = (left & right) === 0 ? left | right : left & right;
    // At the row's own prefix the row decides, and the default route is never set.
    mine[count] = covered && above > (covering < 0 ? 0 : length[covering]) ? 1 : 0;
    parent[low] = parent[high] = count;
    stack[depth - 1] = count++;
  };

  for (let at = table.count - 1; at >= 0; at--) {
    if (isEqualToOuter(table, at)) continue;
    while (depth > 1 && from[row[stack[depth - 2]]] <= to[at]) fork();
    let below = 1 << action[at];
    if (depth > 0 && from[row[stack[depth - 1]]] <= to[at]) {
      const inside = stack[--depth];
      below = climbed(actionSets[inside], lengths[inside] - length[at], action[at]);
      parent[inside] = count;
    }
    if (depth > 0) {
      const common = commonLength(table, at, row[stack[depth - 1]]);
      while (depth > 1 && parts[depth - 1] > common) fork();
      parts[depth] = common;
    }
    const free = isFree(table, at, fixed);
    row[count] = at;
    lengths[count] = length[at];
    actionSets[count] = free ? below : anyAction;
    mine[count] = free || isCovered(table, at, fixed) ? 1 : 0;
    stack[depth++] = count++;
  }
  while (depth > 1) fork();
  return { count, row, length: lengths, actionSets, mine, parent };
}

/** A set of ways some steps further up, each of which joins a half that goes `way` and no other. */
function climbed(actionSets: number, steps: number, action: number): number {
  const other = 1 << action;
  if (steps === 0) return actionSets;
  return steps > 1 || (actionSets & other) !== 0 ? other : actionSets | other;
}

/** Whether a standing row is a route of the policy that may go: one in the place of a system's may not. */
function isFree({ owner, outer }: Table, row: number, fixed: number): boolean {
  // Of equal rows the first stands, unless it is the system's and is replaced.
  return row >= 0 && owner[row] >= fixed && !(row > 0 && outer[row - 1] === row);
}

/** Whether any route of the policy that may go lies around a row. */
function isCovered(table: Table, row: number, fixed: number): boolean {
  let covering = table.outer[row];
  while (covering >= 0 && !isFree(table, covering, fixed)) covering = table.outer[covering];
  return covering >= 0;
}

/**
 * The routes that are set, from the top of the tree to its leaves, and the system's own: in the order of a table, so that
 * an IPv4 one needs no sorting. What is set in the half behind a node waits until all in the node is.
 */
function chosen(table: Table, tree: Tree, fixed: number): CoveringRows {
  const most = table.count;
  const found = {
    row: new Uint32Array(most),
    length: new Uint8Array(most),
    half: new Uint8Array(most),
    action: new Uint8Array(most),
    owner: new Uint32Array(most),
  };
  let count = 0;
  const set = (row: number, length: number, half: 0 | 1, action: number, owner: number): void => {
    found.row[count] = row;
    found.length[count] = length;
    found.half[count] = half;
    found.action[count] = action;
    found.owner[count++] = owner;
  };
  /** The nodes behind which a half is still to be set, the innermost last. */
  const after = new Int32Array(130);
  let waiting = 0;
  const setHalf = (node: number): void => {
    const row = tree.row[node];
    set(row, tree.length[node], 1, table.action[table.outer[row]], fixed);
  };

  /** The way that comes to what lies inside a node. */
  const below = new Uint8Array(tree.count);
  for (let node = tree.count - 1; node >= 0; node--) {
    const row = tree.row[node];
    const length = tree.length[node];
    const parent = tree.parent[node];
    const covering = table.outer[row];
    let action = parent < 0 ? nowhere : below[parent];
    // What lies in a node comes before it in the tree, and nothing else between.
    while (waiting > 0 && (parent < 0 || parent > after[waiting - 1])) setHalf(after[--waiting]);
    // On the way down there are halves that nothing lies in, which go the way of the row around.
    if (isFree(table, covering, fixed)) {
      const top = tree.length[parent] + 1;
      const actionSets = climbed(tree.actionSets[node], length - top, table.action[covering]);
      if (top < length && (actionSets & (1 << action)) === 0) {
        action = lowest(actionSets);
        set(row, top, 0, action, fixed);
      }
      const parentIsRow = tree.length[parent] === table.length[tree.row[parent]];
      if ((top < length || (top === length && parentIsRow)) && action !== table.action[covering]) {
        if (((table.from[row] >>> (32 - length)) & 1) === 1) setHalf(node);
        else after[waiting++] = node;
      }
    }
    if (length === table.length[row] && !isFree(table, row, fixed)) {
      action = table.action[row];
      for (const each of [row, ...equalRows(table, row)])
        if (table.owner[each] < fixed) set(row, length, 0, table.action[each], table.owner[each]);
      if (table.owner[row] >= fixed) set(row, length, 0, action, fixed);
    } else if (tree.mine[node] === 1 && (tree.actionSets[node] & (1 << action)) === 0) {
      action = lowest(tree.actionSets[node]);
      set(row, length, 0, action, fixed);
    }
    below[node] = action;
  }
  while (waiting > 0) setHalf(after[--waiting]);
  return { ...found, count };
}

/** The lowest way of a set. */
function lowest(actionSets: number): number {
  return 31 - Math.clz32(actionSets & -actionSets);
}
