// `npm test`: all that is proven, step by step. A step says what it is and how it went; what it printed is shown when it
// failed, but for the tests that passed, and then the rest is not run.
import { spawn } from 'node:child_process';

/** A step's commands run at the same time. */
const steps = [
  { name: 'packages: nbroute.vsix and nbroute.tgz', alone: 'npm run package', run: ['package'] },
  { name: 'the build of the tests', alone: 'npm run build', run: ['build'] },
  {
    name: 'types and style',
    alone: 'npm run typecheck && npm run lint, and npm run format mends the style',
    run: ['typecheck', 'lint'],
  },
  {
    name: 'the engine, the server, the command line, both packages, and the routes in a real Linux kernel',
    alone: 'npm run test:unit',
    run: ['test:unit:only', 'test:grammar'],
  },
  {
    name: 'the extension in real windows of VS Code (fetched once, some 800 MB)',
    alone: 'npm run test:vscode',
    run: ['test:vscode:only'],
  },
];

process.stdout.write(`Everything that is proven, proven again: a few minutes.\n`);
for (const [index, { name, alone, run }] of steps.entries()) {
  process.stdout.write(`\n[${index + 1}/${steps.length}] ${name} …\n`);
  const from = Date.now();
  const clock = setInterval(() => passing(Math.round((Date.now() - from) / 1000)), 1000);
  const ended = await Promise.all(run.map(ran));
  clearInterval(clock);
  const failed = ended.filter(({ code }) => code !== 0);
  if (failed.length > 0) {
    const printed = failed.map(({ said }) => said.replace(/^ *✔.*\n/gm, '')).join('\n');
    say(`${printed}\nFAILED: ${name}\nThis step alone: ${alone}\n`);
    process.exit(1);
  }
  const counts = ended.flatMap(({ said }) => [...said.matchAll(/^\s*(\d+) passing/gm)]);
  const count = counts.reduce((sum, [, number]) => sum + Number(number), 0);
  say(
    `      ${count > 0 ? `${count} tests passed` : 'done'} (${Math.round((Date.now() - from) / 1000)} s)\n`,
  );
}
await import('./summary.mjs');
process.stdout.write(`Next: npm start opens VS Code on samples/, with the extension installed.\n`);

/** On a terminal, how long a step has been going; what is said next takes its place. */
function passing(seconds) {
  if (process.stdout.isTTY) process.stdout.write(`\r      ${seconds} s`);
}

function say(text) {
  process.stdout.write(process.stdout.isTTY ? `\r\u001B[K${text}` : text);
}

/**
 * What an npm script printed, and its exit code. Shown at once: which window of VS Code has ended, and what is said of
 * fetching one.
 */
function ran(script) {
  return new Promise((resolve) => {
    const child = spawn(`npm run -s ${script}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const inVscode = script === 'test:vscode:only';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      if (inVscode) for (const [line] of chunk.matchAll(/^VS Code, .*/gm)) say(`      ${line}\n`);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      if (inVscode) say(chunk.replace(/^(?=.)/gm, '      '));
      else said += chunk;
    });
    child.on('close', (code) => resolve({ code, said }));
  });
}
