import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Failure } from './failure';

/** Runs a program from the same package with this process's streams; it exits when its client does. */
export function runProgram(name: string): Promise<number> {
  const { filename } = require.main ?? module;
  const file = path.join(path.dirname(filename), name);
  // The VS Code extension does not contain the other programs.
  if (!existsSync(file)) throw new Failure(`${name} is not here; it is in the npm package`);
  // Without a reader there is nothing left to do.
  process.stdout.on('error', () => process.exit(0));
  createRequire(filename)(file);
  return new Promise(() => undefined);
}
