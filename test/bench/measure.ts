/** Measures in pairs: both sides run alternately, so that other load on the machine affects them equally. */

/** A line of the result; times are medians in milliseconds. */
export interface Row {
  readonly what: string;
  /** How many times as long as the other side; for a target of `least`, how many times as fast. */
  readonly ratio: number;
  /** Undefined if there is no target. */
  readonly target?: Target | undefined;
  readonly ours: number;
  readonly other: number;
  readonly against: string;
  /** The unit of `ours` and `other`, if not milliseconds. */
  readonly unit?: string;
}

export type Target = { readonly most: number } | { readonly least: number };

/** The target of a size, if it has one. */
export function atMost(most: number | undefined): Target | undefined {
  return most === undefined ? undefined : { most };
}

export interface Pair {
  readonly ours: readonly number[];
  readonly other: readonly number[];
}

export type Work = () => unknown;

/** Runs both alternately; with several rounds, a first one is not counted. */
export function paired(rounds: number, ours: Work, other: Work): Promise<Pair> {
  return inTurns(
    rounds,
    () => timed(ours),
    () => timed(other),
  );
}

/** The same for work that reports its own duration. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number>,
  other: () => Promise<number>,
): Promise<Pair> {
  const durations = { ours: [] as number[], other: [] as number[] };
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round++) {
    const first = round % 2 === 0;
    const [a, b] = first ? [ours, other] : [other, ours];
    const [timeA, timeB] = [await a(), await b()];
    if (round < 0) continue;
    durations.ours.push(first ? timeA : timeB);
    durations.other.push(first ? timeB : timeA);
  }
  return durations;
}

/** Measures some work, collecting garbage afterwards if Node allows it. */
export async function timed(work: Work): Promise<number> {
  globalThis.gc?.();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** How many times as long ours takes: the median of the rounds' ratios. */
export function slower(what: string, against: string, pair: Pair, target?: Target): Row {
  const ratio = median(pair.ours.map((time, round) => time / pair.other[round]));
  return rowOf(what, against, ratio, pair, target);
}

/** How many times as fast ours is. */
export function faster(what: string, against: string, pair: Pair, target?: Target): Row {
  const ratio = median(pair.ours.map((time, round) => pair.other[round] / time));
  return rowOf(what, against, ratio, pair, target);
}

function rowOf(what: string, against: string, ratio: number, pair: Pair, target?: Target): Row {
  const [ours, other] = [median(pair.ours), median(pair.other)];
  return { what, ratio, ours, other, against, ...(target && { target }) };
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The smallest number that at least this share of the numbers does not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function isMet({ ratio, target }: Row): boolean {
  if (!target) return true;
  return 'most' in target ? ratio <= target.most : ratio >= target.least;
}

/** The ratios of a release, as `last-release.json` has them. */
export interface Release {
  readonly version: string;
  readonly rows: readonly Pick<Row, 'what' | 'against' | 'ratio'>[];
}

/** What a release had in this row, or undefined if it was not measured. */
export function ratioOf(release: Release, row: Row): number | undefined {
  return release.rows.find(({ what, against }) => what === row.what && against === row.against)?.ratio;
}

/** The rows as a table for a terminal, with the ratios of the last release. */
export function tableOf(rows: readonly (Row & { readonly busy?: boolean })[], last: Release): string {
  const cells = rows.map((row) => [
    row.ratio.toPrecision(3),
    row.busy ? 'busy' : '',
    ratioOf(last, row)?.toPrecision(3) ?? '-',
    row.target ? ('most' in row.target ? `≤ ${row.target.most}` : `≥ ${row.target.least}`) : '',
    row.target ? (isMet(row) ? 'met' : 'missed') : '',
    row.what,
    `${row.ours.toPrecision(3)} ${row.unit ?? 'ms'}`,
    `${row.other.toPrecision(3)} ${row.unit ?? 'ms'}`,
    row.against,
  ]);
  const head = ['ratio', '', last.version, 'target', '', 'what', 'ours', 'other', 'the other'];
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((each) => each[i].length)));
  return [head, ...cells]
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
