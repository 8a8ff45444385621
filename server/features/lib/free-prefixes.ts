import { last, overlaps, coveringPrefix, size, type Prefix } from '../../net/prefix';

/** The lowest free prefixes of a length within some blocks, ascending within each block. */
export function freePrefixes(
  blocks: readonly Prefix[],
  occupied: readonly Prefix[],
  length: number,
  most: number,
): Prefix[] {
  const freeOnes: Prefix[] = [];
  for (const block of blocks) {
    if (block.length > length) continue;
    const end = last(block);
    for (let at = block.base; at <= end && freeOnes.length < most;) {
      const free = coveringPrefix({ family: block.family, value: at }, length);
      const other = occupied.find((each) => overlaps(each, free));
      if (!other) freeOnes.push(free);
      // The occupied prefix may be larger than the candidate: continue after it.
      const after = other && last(other) > last(free) ? last(other) + 1n : at + size(free);
      at = after;
    }
  }
  return freeOnes;
}
