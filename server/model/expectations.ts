import { last, type Family } from '../net/prefix';
import { pieces } from '../net/table';
import type { ExpectStatement, Item } from '../syntax/ast';
import { actionNumber } from '../syntax/parser';
import type { Model } from './model';

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
}

/** Each target of each `expect` with an action, decided exactly over its whole range. */
export function* expectations(model: Model): Generator<DestinationExpectation> {
  for (const statement of model.expectations) {
    if (!statement.action) continue;
    const way = actionNumber(statement.action.name);
    for (const target of statement.targets)
      yield { statement, target, way, failures: failuresOf(model, target, way) };
  }
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
