import { localPrefixes, lookup } from '../../model/lookup';
import type { Model } from '../../model/model';
import { comparePrefixes, contains, last, overlaps, size, type Prefix } from '../../net/prefix';
import { pieces } from '../../net/table';

/** How many addresses go one way; a negative way is no route. */
export interface Share {
  readonly action: number;
  readonly addresses: bigint;
}

/** Which ways the addresses of some prefixes go, each address counted once, the most first. */
export function shares(model: Model, prefixes: readonly Prefix[]): Share[] {
  const counts = new Map<number, bigint>();
  const add = (action: number, count: bigint): unknown =>
    counts.set(action, (counts.get(action) ?? 0n) + count);
  for (const prefix of outermost(prefixes)) {
    // The kernel's own addresses are in no table.
    if (localPrefixes.some((local) => overlaps(local, prefix))) {
      for (const part of lookup(model, prefix)) add(part.route?.action ?? -1, part.last - part.first + 1n);
      continue;
    }
    const table = model.tables[prefix.family];
    for (const piece of pieces(table, prefix.base, last(prefix)))
      add(piece.row < 0 ? -1 : table.action[piece.row], piece.last - piece.first + 1n);
  }
  const found = [...counts].map(([action, addresses]) => ({ action, addresses }));
  return found.sort((a, b) => (a.addresses === b.addresses ? 0 : a.addresses < b.addresses ? 1 : -1));
}

/** How many addresses some prefixes have together, each counted once. */
export function addressCount(prefixes: readonly Prefix[]): bigint {
  const known = counted.get(prefixes) ?? outermost(prefixes).reduce((sum, prefix) => sum + size(prefix), 0n);
  counted.set(prefixes, known);
  return known;
}

/** A long list is asked about by every line that names it. */
const counted = new WeakMap<readonly Prefix[], bigint>();

/** The prefixes that lie in no other, in order. */
function outermost(prefixes: readonly Prefix[]): Prefix[] {
  if (prefixes.length < 2) return [...prefixes];
  const found: Prefix[] = [];
  for (const prefix of [...prefixes].sort(comparePrefixes)) {
    const before = found[found.length - 1];
    if (!before || !contains(before, prefix)) found.push(prefix);
  }
  return found;
}
