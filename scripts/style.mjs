// Types and style of the whole tree, as `npm run typecheck` and `npm run lint` check them, side by side.
import { spawn } from 'node:child_process';

/** Runs an npm script beside the others; what it prints is printed. */
function run(script) {
  const child = spawn('npm', ['run', '-s', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.on('exit', resolve)).then((code) => {
    if (code !== 0) process.exitCode = 1;
  });
}

await Promise.all([run('typecheck').then(() => run('lint:code')), run('lint:format')]);
