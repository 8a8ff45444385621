import { bits, commonBits, last, coveringPrefix, size, type Prefix } from '../net/prefix';
import { lowest } from '../lib/binary-search';

/** Adjacent prefixes, as indexes `[from, to)`, and the most specific prefix that covers them all. */
export interface RouteGroup {
  readonly covering: Prefix;
  readonly from: number;
  readonly to: number;
}

/**
 * Splits ascending prefixes of one family into at most `most` groups, halving the fullest group until there are enough.
 * Deterministic.
 */
export function groups(prefixes: readonly Prefix[], most: number): RouteGroup[] {
  if (prefixes.length === 0) return [];
  const split: RouteGroup[] = [groupOf(prefixes, 0, prefixes.length)];
  while (split.length < most) {
    let fullest = 0;
    split.forEach((group, i) => {
      if (group.to - group.from > split[fullest].to - split[fullest].from) fullest = i;
    });
    const { from, to } = split[fullest];
    const middle = parting(prefixes, split[fullest]);
    if (middle <= from || middle >= to) break;
    split.splice(fullest, 1, groupOf(prefixes, from, middle), groupOf(prefixes, middle, to));
  }
  return split;
}

/** The index where the upper half of the covering prefix begins, or the one after a prefix that covers both halves. */
function parting(prefixes: readonly Prefix[], { covering, from, to }: RouteGroup): number {
  if (to - from < 2 || covering.length >= bits(covering.family)) return from;
  const half = covering.base + (1n << BigInt(bits(covering.family) - covering.length - 1));
  const middle = from + lowest(to - from, (i) => prefixes[from + i].base >= half);
  // A prefix equal to the covering one is separated from those it covers.
  return middle === to || middle === from ? from + 1 : middle;
}

/** The prefix that covers the first and last covers all of them, unless one is less specific. */
function groupOf(prefixes: readonly Prefix[], from: number, to: number): RouteGroup {
  const first = prefixes[from];
  const { family, base } = first;
  let { length } = first;
  for (let i = from + 1; i < to; i++) if (prefixes[i].length < length) length = prefixes[i].length;
  const common = commonBits(family, base, prefixes[to - 1].base);
  return {
    covering: coveringPrefix({ family, value: base }, Math.min(common, length)),
    from,
    to,
  };
}

/** The number of distinct addresses in some prefixes, which must be ascending, with the more specific one first at equal bases. */
export function unionSize(prefixes: readonly Prefix[]): bigint {
  let total = 0n;
  let until = -1n;
  for (const prefix of prefixes) {
    const end = last(prefix);
    if (end <= until) continue;
    total += prefix.base > until ? size(prefix) : end - until;
    until = end;
  }
  return total;
}
