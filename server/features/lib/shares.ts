import { oncePer } from '../../lib/once-per';
import { localPrefixes, lookup } from '../../model/lookup';
import type { Model } from '../../model/model';
import { comparePrefixes, contains, last, overlaps, size, type Prefix } from '../../net/prefix';
import { decidedRanges } from '../../net/table';

/** How many addresses have an action; a negative action means no route. */
export interface Share {
  readonly action: number;
  readonly addresses: bigint;
}

/** How many addresses of some prefixes have each action, counting each address once, largest share first. */
export function shares(model: Model, prefixes: readonly Prefix[]): Share[] {
  const counts = new Map<number, bigint>();
  const add = (action: number, count: bigint): unknown =>
    counts.set(action, (counts.get(action) ?? 0n) + count);
  for (const prefix of outermost(prefixes)) {
    // The kernel's local addresses are in no table.
    if (localPrefixes.some((local) => overlaps(local, prefix))) {
      for (const part of lookup(model, prefix)) add(part.route?.action ?? -1, part.last - part.first + 1n);
      continue;
    }
    const table = model.tables[prefix.family];
    for (const piece of decidedRanges(table, prefix.base, last(prefix)))
      add(piece.row < 0 ? -1 : table.action[piece.row], piece.last - piece.first + 1n);
  }
  const totals = [...counts].map(([action, addresses]) => ({ action, addresses }));
  return totals.sort((a, b) => (a.addresses === b.addresses ? 0 : a.addresses < b.addresses ? 1 : -1));
}

/** The number of distinct addresses in some prefixes. Every line that names a long list asks for its size. */
export const addressCount = oncePer((prefixes: readonly Prefix[]): bigint =>
  outermost(prefixes).reduce((sum, prefix) => sum + size(prefix), 0n),
);

/** The prefixes not contained in any other, in order. */
function outermost(prefixes: readonly Prefix[]): Prefix[] {
  if (prefixes.length < 2) return [...prefixes];
  const outer: Prefix[] = [];
  for (const prefix of [...prefixes].sort(comparePrefixes)) {
    const before = outer[outer.length - 1];
    if (!before || !contains(before, prefix)) outer.push(prefix);
  }
  return outer;
}
