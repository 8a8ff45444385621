import type { Run } from './state';

/** Tells what files that the script writes, and does not run, say of routes. */
export function writtenFiles(run: Run): void {
  void run;
}
