// `npm run test:long`: the suites in test/long, and those whose volume follows from the number of random policies
// (test/volume.ts), with 1,000. Those that use a kernel run sequentially, and the others next to them.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const suites = JSON.parse(readFileSync('out/long-suites.json', 'utf8'));
const usesKernel = (file) => /^out\/test\/(?:verify|long)\//.test(file);
const codes = await Promise.all([
  ran(suites.filter(usesKernel)),
  ran(suites.filter((file) => !usesKernel(file))),
]);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

function ran(files) {
  const mocha = ['node_modules/mocha/bin/mocha.js', '--timeout', '0', '--reporter', 'scripts/reporter.cjs'];
  const child = spawn(process.execPath, [...mocha, ...files], {
    stdio: 'inherit',
    env: { ...process.env, NBROUTE_POLICIES: process.env.NBROUTE_POLICIES ?? '1000' },
  });
  return new Promise((resolve) => child.on('close', resolve));
}
