/** Wrong usage, or a file that cannot be read or written: one line, and exit code 2. */
export class Failure extends Error {}

/** What to say of an error, fit for a terminal: what a failure quotes may come from anywhere. */
export async function failureText(error: unknown): Promise<string> {
  const { printable } = await import('../report/report');
  if (error instanceof Failure) return printable(error.message);
  return `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
