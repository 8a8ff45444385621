/** The most severe first. */
export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** What the severity of a rule can be set to. */
export const severitySettings = [...severities, 'off'] as const;
export type SeveritySetting = (typeof severitySettings)[number];

/** The number of diagnostics of each severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>;

/** All 0 for an empty list. */
export function sumOfCounts(all: readonly SeverityCounts[]): Record<Severity, number> {
  const sum = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const counts of all) for (const severity of severities) sum[severity] += counts[severity];
  return sum;
}
