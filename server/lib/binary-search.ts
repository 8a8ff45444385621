/** The lowest index below `count` that passes, if every higher one passes too; `count` if none does. */
export function lowest(count: number, passes: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * How many of the first `count` numbers of an ascending column are at most `value`. For hot paths: `lowest` would call
 * a function in each step.
 */
export function countUpTo(column: ArrayLike<number>, value: number, count = column.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
