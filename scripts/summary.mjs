// Prints the last lines of the test command: what was not proven here, and why.
import { existsSync, readFileSync, rmSync } from 'node:fs';

const file = 'out/not-proven.txt';
const lines = existsSync(file) ? [...new Set(readFileSync(file, 'utf8').trim().split('\n'))] : [];
rmSync(file, { force: true });
if (lines.length === 0) process.stdout.write('\nEvery test ran; nothing was left unproven.\n');
else {
  process.stdout.write(`\nNot proven on this machine:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
  if (process.env.NBROUTE_NO_PENDING === '1') process.exitCode = 1;
}
