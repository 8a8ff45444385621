// `npm run test:long`: the suites in test/long, and those whose volume follows from the number of random policies
// (test/volume.ts), with 1,000.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const suites = readdirSync('out/test', { recursive: true })
  .filter((name) => name.endsWith('.test.js') && !name.startsWith('tools'))
  .map((name) => path.join('out/test', name))
  // esbuild names the source of each part of a bundle.
  .filter((file) => /^\/\/ test\/(?:volume\.ts|long\/.*)$/m.test(readFileSync(file, 'utf8')));
const mocha = 'node_modules/mocha/bin/mocha.js';
const { status } = spawnSync(process.execPath, [mocha, '--timeout', '0', ...suites], {
  stdio: 'inherit',
  env: { ...process.env, NBROUTE_POLICIES: process.env.NBROUTE_POLICIES ?? '1000' },
});
process.exitCode = status ?? 1;
