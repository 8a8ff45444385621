// The types of the whole tree, of the layers that do no I/O without Node's and the browser's, and of the preview's page.
// TypeScript's native compiler takes a sixth of the time of the one that the tests read sources with, and its bin has
// the same name: it is called by its path.
import { spawnSync } from 'node:child_process';

for (const config of ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.page.json']) {
  const compiler = ['node_modules/typescript-native/bin/tsc', '-p', config];
  const { status } = spawnSync(process.execPath, compiler, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
