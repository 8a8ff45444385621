import { bits, commonBits, last, coveringPrefix, size, type Prefix } from '../net/prefix';
import { lowest } from '../lib/binary-search';

/** Neighbouring prefixes, as the indexes `[from, to)`, and the longest prefix around them all. */
export interface RouteGroup {
  readonly covering: Prefix;
  readonly from: number;
  readonly to: number;
}

/**
 * At most `most` groups of prefixes that are ascending and of one family: the fullest group is split where its
 * prefixes part, until there are enough. The same prefixes give the same groups.
 */
export function groups(prefixes: readonly Prefix[], most: number): RouteGroup[] {
  if (prefixes.length === 0) return [];
  const found: RouteGroup[] = [groupOf(prefixes, 0, prefixes.length)];
  while (found.length < most) {
    let fullest = 0;
    found.forEach((group, i) => {
      if (group.to - group.from > found[fullest].to - found[fullest].from) fullest = i;
    });
    const { from, to } = found[fullest];
    const middle = parting(prefixes, found[fullest]);
    if (middle <= from || middle >= to) break;
    found.splice(fullest, 1, groupOf(prefixes, from, middle), groupOf(prefixes, middle, to));
  }
  return found;
}

/** Where the upper half of the prefix around begins; behind what covers both halves. */
function parting(prefixes: readonly Prefix[], { covering, from, to }: RouteGroup): number {
  if (to - from < 2 || covering.length >= bits(covering.family)) return from;
  const half = covering.base + (1n << BigInt(bits(covering.family) - covering.length - 1));
  const middle = from + lowest(to - from, (i) => prefixes[from + i].base >= half);
  // One that is the prefix around stands apart from what it covers.
  return middle === to || middle === from ? from + 1 : middle;
}

/** Around the first and the last of them is around all, unless one of them is wider than that. */
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

/** How many addresses prefixes hold together; ascending, the longer first at an equal base. */
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
