/** How many random policies are tried: 10 in `npm test`; `npm run test:long` sets more. Everything else follows. */
export const policies = Number(process.env['NBROUTE_POLICIES'] ?? 10);

/** Whether everything is tried in full, as in `npm run test:long`. */
export const isLong = policies >= 100;

/** How many cases to try where `each100` are for 100 policies: a tenth of them in `npm test`. */
export function runs(each100: number): number {
  return Math.max(1, Math.ceil((each100 * policies) / 100));
}

/** As many of these cases, spread evenly: a tenth of them in `npm test`, all from 100 policies on. */
export function share<T>(cases: readonly T[]): readonly T[] {
  const count = Math.min(cases.length, runs(cases.length));
  return Array.from({ length: count }, (_, i) => cases[Math.floor((i * cases.length) / count)]);
}
