/** How many random policies the kernel runs: 10 in `npm test`; `npm run test:long` sets more. Everything else follows. */
export const policies = Number(process.env['NBROUTE_POLICIES'] ?? 10);

/** Whether everything is tried in full, as in `npm run test:long`. */
export const isLong = policies >= 100;

/** In `npm test` all but the kernel has fewer cases, because most errors show in the first few. */
const casesOf100 = isLong ? policies : Math.ceil(policies / 3);

/** How many cases to try where `each100` are for 100 policies: 4 of 100 in `npm test`. */
export function runs(each100: number): number {
  return Math.max(1, Math.ceil((each100 * casesOf100) / 100));
}

/** As many of these cases, spread evenly, and no fewer than `least`: 4 of 100 in `npm test`, all from 100 policies on. */
export function share<T>(cases: readonly T[], least = 1): readonly T[] {
  const count = Math.min(cases.length, Math.max(least, runs(cases.length)));
  return Array.from({ length: count }, (_, i) => cases[Math.floor((i * cases.length) / count)]);
}
