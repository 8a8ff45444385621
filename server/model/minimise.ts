import {
  commonLength,
  equalRows,
  isEqualToCovering,
  coveringRows,
  tableOf,
  type CoveringRows,
  type Table,
} from '../net/table';
import { haveSameActions } from './diff';
import type { Model } from './model';

/**
 * The smallest set of routes with the same action for every address, as tables that include the system routes: ORTC
 * (Draves, King, Venkatachary, Zill: Constructing Optimal IP Routing Tables, INFOCOM 1999) with a policy's
 * restrictions. Every route is covered by the policy's prefixes, and none is the default route or has a system route's
 * prefix. Owners are those of the system routes, then one for all others. Undefined if the result does not match the
 * policy's own tables over the whole address space, so that no wrong result is ever offered.
 */
export function minimalTables({ tables, system }: Model): Model['tables'] | undefined {
  const fixed = system.length;
  const minimised = { 4: minimal(tables[4], fixed), 6: minimal(tables[6], fixed) };
  return haveSameActions(tables[4], minimised[4]) && haveSameActions(tables[6], minimised[6])
    ? minimised
    : undefined;
}

function minimal(table: Table, fixed: number): Table {
  const free = freeRows(table, fixed);
  return tableOf(coveringRows(table, chosen(table, treeOf(table, free), free, fixed)), fixed);
}

/*
 * The binary tree of prefixes, without nodes at which nothing changes. A node is a row of the table, or the fork at
 * which two neighbours inside a row part:
 *
 *                 10.0.0.0/8                    A node has the set of actions with which its addresses need the
 *                     |                         fewest routes below it (as bits). For a row with nothing in it,
 *                 10.0.0.0/14  (fork)           that is its own action; otherwise the intersection of both halves,
 *               /            \                  or their union if that is empty. Then, from the top, a route is
 *        10.0.0.0/16      10.2.0.0/16           added wherever the inherited action is not in the set.
 *
 * From one node up to the next, each step joins an empty half, which has the action of the covering row. After two such
 * steps only that action is left, so a path of any length is one or two steps (`climbed`).
 *
 * A prefix of a system route is a node where inheritance ends: its own action begins there. A route may be added at a
 * node only if the policy's prefixes cover it; above those, actions come from system routes alone.
 */
interface Tree {
  readonly count: number;
  /** The row; for a fork the first row inside it. */
  readonly row: Uint32Array;
  /** The length of the node's prefix, which for a fork is shorter than the row's. */
  readonly length: Uint8Array;
  readonly actionSets: Uint16Array;
  /** 1 if a route may be added here: the policy decides every address. */
  readonly mine: Uint8Array;
  /** The parent node, which comes after all its descendants; 0 for none. */
  readonly parent: Uint32Array;
}

const anyAction = 0xffff;
/** No action: an IPv6 address without a route. */
const nowhere = 15;

/**
 * From the last row to the first, so that the rows inside a row are complete before it. The stack holds complete nodes
 * without a parent, the leftmost on top, and the length of each one's common prefix with the one below it: two nodes
 * are joined by a fork before one that shares a shorter prefix with them.
 */
function treeOf(table: Table, free: Uint8Array): Tree {
  const { from, to, length, action, coveringRow } = table;
  const most = 2 * table.count;
  const row = new Uint32Array(most);
  const lengths = new Uint8Array(most);
  const actionSets = new Uint16Array(most);
  const mine = new Uint8Array(most);
  const parent = new Uint32Array(most);
  const stack = new Int32Array(130);
  const parts = new Uint8Array(130);
  let count = 0;
  let depth = 0;
  for (let at = table.count - 1; ; at--) {
    if (at >= 0 && isEqualToCovering(table, at)) continue;
    // What is inside this row becomes one node, and at the end, so does everything.
    const isInside = at >= 0 && depth > 0 && from[row[stack[depth - 1]]] <= to[at];
    let common = -1;
    if (isInside) common = length[at] - 1;
    else if (at >= 0 && depth > 0) common = commonLength(table, at, row[stack[depth - 1]]);
    while (depth > 1 && parts[depth - 1] > common) {
      const low = stack[--depth];
      const high = stack[depth - 1];
      const above = parts[depth];
      const covering = coveringRow[row[low]];
      const parentAction = covering < 0 ? nowhere : action[covering];
      const left = climbed(actionSets[low], lengths[low] - above - 1, parentAction);
      const right = climbed(actionSets[high], lengths[high] - above - 1, parentAction);
      const whole = lengths[low] === above + 1 && lengths[high] === above + 1;
      const covered = isFree(free, covering) || (whole && mine[low] + mine[high] === 2);
      row[count] = row[low];
      lengths[count] = above;
      actionSets[count] = (left & right) === 0 ? left | right : left & right;
      // At the covering row's own prefix that row decides, and the default route is never added.
      mine[count] = covered && above > (covering < 0 ? 0 : length[covering]) ? 1 : 0;
      parent[low] = parent[high] = count;
      stack[depth - 1] = count++;
    }
    if (at < 0) break;
    let below = 1 << action[at];
    if (isInside) {
      // The node below it has as much in common with this row as with what is inside it.
      const inside = stack[--depth];
      below = climbed(actionSets[inside], lengths[inside] - length[at], action[at]);
      parent[inside] = count;
    } else parts[depth] = common;
    row[count] = at;
    lengths[count] = length[at];
    actionSets[count] = isFree(free, at) ? below : anyAction;
    mine[count] = isFree(free, at) || isCovered(table, free, at) ? 1 : 0;
    stack[depth++] = count++;
  }
  return { count, row, length: lengths, actionSets, mine, parent };
}

/** The action set some steps further up, where each step joins a half that has only `action`. */
function climbed(actionSets: number, steps: number, action: number): number {
  const alone = 1 << action;
  if (steps === 0) return actionSets;
  return steps > 1 || (actionSets & alone) !== 0 ? alone : actionSets | alone;
}

/** 1 for each effective row that is a removable route of the policy: one that replaces a system route is not. */
function freeRows({ count, owner, coveringRow }: Table, fixed: number): Uint8Array {
  const free = new Uint8Array(count).fill(1);
  for (let row = 0; row < count; row++) {
    if (owner[row] < fixed) free[row] = 0;
    // The first of equal rows is effective, unless it is a system route and replaced.
    if (coveringRow[row] === row + 1) free[row + 1] = 0;
  }
  return free;
}

function isFree(free: Uint8Array, row: number): boolean {
  return row >= 0 && free[row] === 1;
}

/** Whether a removable route of the policy covers a row. */
function isCovered({ coveringRow }: Table, free: Uint8Array, row: number): boolean {
  let covering = coveringRow[row];
  while (covering >= 0 && !isFree(free, covering)) covering = coveringRow[covering];
  return covering >= 0;
}

/** Columns with capacity for more rows. */
interface GrowingRows extends CoveringRows {
  count: number;
}

/**
 * The chosen routes and the system routes, from the root to the leaves: in a table's order, so that IPv4 rows need no
 * sorting. A route for the half after a node waits until the node is complete.
 */
function chosen(table: Table, tree: Tree, free: Uint8Array, fixed: number): CoveringRows {
  const most = table.count;
  const rows: GrowingRows = {
    count: 0,
    row: new Uint32Array(most),
    length: new Uint8Array(most),
    half: new Uint8Array(most),
    action: new Uint8Array(most),
    owner: new Uint32Array(most),
  };
  /** The nodes with a route to add for the half after them, the most specific last. */
  const after = new Int32Array(130);
  let waiting = 0;
  /** The action that a node's descendants inherit. */
  const below = new Uint8Array(tree.count);
  for (let node = tree.count - 1; node >= 0; node--) {
    const row = tree.row[node];
    const length = tree.length[node];
    const parent = tree.parent[node];
    const covering = table.coveringRow[row];
    let action = parent === 0 ? nowhere : below[parent];
    // A node's descendants come directly before it in the tree.
    while (waiting > 0 && (parent === 0 || parent > after[waiting - 1]))
      addHalf(rows, table, tree, after[--waiting], fixed);
    // Between the parent and this node there are empty halves, which have the covering row's action.
    if (isFree(free, covering)) {
      const top = tree.length[parent] + 1;
      const actionSets = climbed(tree.actionSets[node], length - top, table.action[covering]);
      if (top < length && (actionSets & (1 << action)) === 0) {
        action = lowest(actionSets);
        add(rows, row, top, 0, action, fixed);
      }
      const parentIsRow = tree.length[parent] === table.length[tree.row[parent]];
      if ((top < length || (top === length && parentIsRow)) && action !== table.action[covering]) {
        if (((table.from[row] >>> (32 - length)) & 1) === 1) addHalf(rows, table, tree, node, fixed);
        else after[waiting++] = node;
      }
    }
    if (length === table.length[row] && !isFree(free, row)) {
      action = table.action[row];
      for (const each of [row, ...equalRows(table, row)])
        if (table.owner[each] < fixed) add(rows, row, length, 0, table.action[each], table.owner[each]);
      if (table.owner[row] >= fixed) add(rows, row, length, 0, action, fixed);
    } else if (tree.mine[node] === 1 && (tree.actionSets[node] & (1 << action)) === 0) {
      action = lowest(tree.actionSets[node]);
      add(rows, row, length, 0, action, fixed);
    }
    below[node] = action;
  }
  while (waiting > 0) addHalf(rows, table, tree, after[--waiting], fixed);
  return rows;
}

// oxlint-disable-next-line max-params -- An object of arguments would be made for every route.
function add(
  rows: GrowingRows,
  row: number,
  length: number,
  half: 0 | 1,
  action: number,
  owner: number,
): void {
  const at = rows.count++;
  rows.row[at] = row;
  rows.length[at] = length;
  rows.half[at] = half;
  rows.action[at] = action;
  rows.owner[at] = owner;
}

/** Adds a route for the other half of a node's parent, with the covering row's action. */
function addHalf(rows: GrowingRows, table: Table, tree: Tree, node: number, fixed: number): void {
  const row = tree.row[node];
  add(rows, row, tree.length[node], 1, table.action[table.coveringRow[row]], fixed);
}

/** The lowest action of a set. */
function lowest(actionSets: number): number {
  return 31 - Math.clz32(actionSets & -actionSets);
}
