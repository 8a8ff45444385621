import { last, overlaps, coveringPrefix, size, type Prefix } from '../../net/prefix';

/** The lowest prefixes of a length inside some blocks that share no address with those taken, ascending in each block. */
export function freePrefixes(
  blocks: readonly Prefix[],
  taken: readonly Prefix[],
  length: number,
  most: number,
): Prefix[] {
  const found: Prefix[] = [];
  for (const block of blocks) {
    if (block.length > length) continue;
    const end = last(block);
    for (let at = block.base; at <= end && found.length < most;) {
      const free = coveringPrefix({ family: block.family, value: at }, length);
      const other = taken.find((each) => overlaps(each, free));
      if (!other) found.push(free);
      // What is taken may be larger: go on behind it.
      const after = other && last(other) > last(free) ? last(other) + 1n : at + size(free);
      at = after;
    }
  }
  return found;
}
