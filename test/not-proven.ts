import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import type { Context } from 'mocha';

/** The file in which tests that cannot run here record what was not proven; the test command prints it at the end. */
const file = 'out/not-proven.txt';

/** Leaves a test pending, recording what is not proven without it and why. */
export function notProven(context: Context, what: string, why: string): never {
  mkdirSync('out', { recursive: true });
  appendFileSync(file, `${what}: ${why}\n`);
  context.skip();
}

/** Leaves a test pending if a program is not installed. */
export function needsProgram(context: Context, what: string, program: string): void {
  if (spawnSync(program, ['--version']).status !== 0) notProven(context, what, `${program} is not installed`);
}
