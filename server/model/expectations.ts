import { last, type Family } from '../net/prefix';
import { pieces } from '../net/table';
import type { ExpectStatement, Item } from '../syntax/ast';
import { actionNumber } from '../syntax/parser';
import { VPC } from './actions';
import type { Model } from './model';
import { namesNextHop, siteRouters } from './onward';
import { onwardOf, type Onward, type Router } from './vpc-router';

/** An expectation of one target, and where it fails. */
export interface DestinationExpectation {
  readonly statement: ExpectStatement;
  readonly target: Item;
  readonly way: number;
  /** Ascending, disjoint, neighbours that one row decides joined; none when it holds. */
  readonly failures: readonly FailingRange[];
}

/** A range of addresses that go elsewhere; way and row are -1 where no route matches. */
export interface FailingRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly way: number;
  readonly row: number;
  /** What the VPC router does with it where that, and not the notebook's own table, fails the expectation. */
  readonly beyond?: { readonly router: Router; readonly onward: Onward };
}

/** Each target of each `expect` with an action, decided exactly over its whole range. */
export function* expectations(model: Model): Generator<DestinationExpectation> {
  for (const statement of model.expectations) {
    if (!statement.action) continue;
    const way = actionNumber(statement.action.name);
    for (const target of statement.targets) {
      const near = failuresOf(model, target, way);
      // What does not even get to the VPC router has no next hop there.
      const failures =
        near.length > 0 || way !== VPC ? near : onwardFailures(model, target, statement.nextHop?.text);
      yield { statement, target, way, failures };
    }
  }
}

/** The ranges of a target that the VPC router does not hand to a working next hop, or not to the expected one. */
function onwardFailures(model: Model, target: Item, nextHop: string | undefined): FailingRange[] {
  const failures: FailingRange[] = [];
  for (const { router } of siteRouters(model)) {
    for (const { family, base, length } of model.prefixesOf(target)) {
      for (const onward of onwardOf(router, family, base, last({ family, base, length }))) {
        const hop = onward.row?.row.nextHop;
        const isExpected =
          nextHop === undefined || (hop ? namesNextHop(nextHop, hop) : isOwnSubnet(onward, nextHop));
        if (onward.state !== 'dead-end' && isExpected) continue;
        failures.push({
          family,
          first: onward.first,
          last: onward.last,
          way: VPC,
          row: -1,
          beyond: { router, onward },
        });
      }
    }
    // The subnets after the first that fails fail in much the same way.
    if (failures.length > 0) return failures;
  }
  return failures;
}

/** Packets within the subnet are delivered as if by a `local` row, also where the table is not known. */
function isOwnSubnet({ state }: Onward, nextHop: string): boolean {
  return state === 'ok' && nextHop === 'local';
}

function failuresOf(model: Model, target: Item, way: number): FailingRange[] {
  const failures: FailingRange[] = [];
  for (const prefix of model.prefixesOf(target)) {
    const { family } = prefix;
    const table = model.tables[family];
    for (const piece of pieces(table, prefix.base, last(prefix))) {
      const goes = piece.row < 0 ? -1 : table.way[piece.row];
      if (goes === way) continue;
      const before = failures[failures.length - 1];
      if (before?.family === family && before.row === piece.row && before.last + 1n === piece.first)
        failures[failures.length - 1] = { ...before, last: piece.last };
      else failures.push({ family, first: piece.first, last: piece.last, way: goes, row: piece.row });
    }
  }
  return failures;
}
