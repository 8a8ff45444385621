import { VPC } from '../model/actions';
import { bits, type Family } from '../net/prefix';
import { decidedRanges } from '../net/table';
import type { Compared, RouteLocation } from '../render/diff';
import type { BeyondRange } from '../render/onward';

/** Addresses that both sides route to the VPC router, which treats them differently. */
export interface BeyondChange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly before: { readonly beyond: BeyondRange; readonly route: RouteLocation };
  readonly after: { readonly beyond: BeyondRange; readonly route: RouteLocation };
}

/** Ascending, IPv4 first; empty if a side has no network file. */
export function beyondChanges({ before, after }: Compared): BeyondChange[] {
  const sides = [before, after];
  const isKnown = before.beyond !== after.beyond && sides.every(({ beyond }) => beyond(4, 0n, 0n).length > 0);
  return isKnown ? ([4, 6] as const).flatMap((family) => [...changesOf(before, after, family)]) : [];
}

function* changesOf(
  before: Compared['before'],
  after: Compared['after'],
  family: Family,
): Generator<BeyondChange> {
  const [one, other] = [before.tables[family], after.tables[family]];
  for (const was of decidedRanges(one, 0n, (1n << BigInt(bits(family))) - 1n)) {
    if (was.row < 0 || one.action[was.row] !== VPC) continue;
    for (const is of decidedRanges(other, was.first, was.last)) {
      if (is.row < 0 || other.action[is.row] !== VPC) continue;
      for (const from of before.beyond(family, is.first, is.last))
        for (const to of after.beyond(family, from.first, from.last))
          if (from.text !== to.text)
            yield {
              family,
              first: to.first,
              last: to.last,
              before: { beyond: from, route: before.location(one, was.row) },
              after: { beyond: to, route: after.location(other, is.row) },
            };
    }
  }
}
