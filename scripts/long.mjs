// `npm run test:long`: the suites in test/long, and those whose volume follows from the number of random policies
// (test/volume.ts), with 1,000.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const suites = JSON.parse(readFileSync('out/long-suites.json', 'utf8'));
const mocha = 'node_modules/mocha/bin/mocha.js';
const { status } = spawnSync(process.execPath, [mocha, '--timeout', '0', ...suites], {
  stdio: 'inherit',
  env: { ...process.env, NBROUTE_POLICIES: process.env.NBROUTE_POLICIES ?? '1000' },
});
process.exitCode = status ?? 1;
