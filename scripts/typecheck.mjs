// Checks the types of the whole tree, of the layers without I/O (without Node's and the browser's types), and of the
// preview's page. TypeScript's native compiler takes a sixth of the time of the one that tests parse sources with; it is
// called by its path, because both have a bin of the same name.
import { spawnSync } from 'node:child_process';

for (const config of ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.page.json']) {
  const compiler = ['node_modules/typescript-native/bin/tsc', '-p', config];
  const { status } = spawnSync(process.execPath, compiler, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
