import { appendFileSync, mkdirSync } from 'node:fs';
import type { Context } from 'mocha';

/** Where tests that cannot run here leave what was not proven: the test command shows it in its last lines. */
const file = 'out/not-proven.txt';

/** Leaves a test pending, and says what is not proven without it and why. */
export function notProven(context: Context, what: string, why: string): never {
  mkdirSync('out', { recursive: true });
  appendFileSync(file, `${what}: ${why}\n`);
  context.skip();
}
