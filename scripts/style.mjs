// Checks types and style of the whole tree, like `npm run typecheck` and `npm run lint`, in parallel.
import { spawn } from 'node:child_process';

/** Starts an npm script, passing its output through. */
function run(script) {
  const child = spawn('npm', ['run', '-s', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.on('exit', resolve)).then((code) => {
    if (code !== 0) process.exitCode = 1;
  });
}

await Promise.all([run('typecheck').then(() => run('lint:code')), run('lint:format')]);
