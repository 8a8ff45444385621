import { bits, type Family } from '../net/prefix';
import { pieces, type Table } from '../net/table';

/** A range of addresses that go another way; rows and ways are -1 where no route matches. */
export interface Change {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly from: { readonly way: number; readonly row: number };
  readonly to: { readonly way: number; readonly row: number };
}

/** The ranges that go one way in `before` and another in `after`: ascending, disjoint, maximal. */
export function changes(before: Table, after: Table): Change[] {
  const { family } = before;
  const end = (1n << BigInt(bits(family))) - 1n;
  const found: Change[] = [];
  const left = pieces(before, 0n, end);
  const right = pieces(after, 0n, end);
  let a = left.next();
  let b = right.next();
  let at = 0n;
  while (a.done !== true && b.done !== true) {
    const until = a.value.last < b.value.last ? a.value.last : b.value.last;
    const from = { way: wayOf(before, a.value.row), row: a.value.row };
    const to = { way: wayOf(after, b.value.row), row: b.value.row };
    if (from.way !== to.way) {
      const last = found[found.length - 1];
      if (last && last.last + 1n === at && last.from.way === from.way && last.to.way === to.way)
        found[found.length - 1] = { ...last, last: until };
      else found.push({ family, first: at, last: until, from, to });
    }
    at = until + 1n;
    if (a.value.last === until) a = left.next();
    if (b.value.last === until) b = right.next();
  }
  return found;
}

function wayOf(table: Table, row: number): number {
  return row < 0 ? -1 : table.way[row];
}
