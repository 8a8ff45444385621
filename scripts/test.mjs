// `npm test`: runs all tests, step by step. Each step shows its name, its progress and its result. If a step fails, its
// output without the passed tests is shown, and the remaining steps are skipped. Named steps run alone, as in
// `npm run test:unit`. The last line is "N passed, N failed".
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { mark } from './progress.mjs';
import { writeRegistry } from './registry.mjs';

/** A step's commands run in parallel. */
const steps = [
  {
    key: 'packages',
    name: 'packages: nbroute.vsix and nbroute.tgz, whose programs are tested, and the tests',
    alone: 'npm run package; npm run build:tests',
    run: ['package', 'build:tests'],
  },
  {
    key: 'style',
    name: 'types, style and names',
    alone: 'npm run style; npm run format fixes the style; npm run test:style for the words and the layers',
    run: ['style', 'test:style'],
  },
  {
    key: 'unit',
    name: 'the engine, the server, the command line, both packages, the page, and the routes in a real Linux kernel',
    alone: 'npm run test:unit',
    // Tests that use a kernel run sequentially in one process, those of programs and of the page in a second, which stays
    // small, because a large process takes long to start others, and the rest in a third.
    // Writing generated files runs sequentially, because some of them are read by other tests.
    run:
      process.env.UPDATE === '1'
        ? ['test:unit:update']
        : ['test:unit:kernel', 'test:unit:programs-and-page', 'test:unit:others', 'test:grammar'],
  },
  {
    key: 'window',
    name: 'the extension in a real window of VS Code (fetched once, some 800 MB)',
    alone: 'npm run test:vscode; NBROUTE_LAUNCH=node for this window alone',
    run: ['test:vscode:window'],
  },
];

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const programs = resolve('node_modules/.bin');

// The bundles contain it; all other generated files are written by the tests.
if (process.env.UPDATE === '1') writeRegistry();

const asked = process.argv.slice(2);
const wanted = steps.filter(({ key }) => asked.length === 0 || asked.includes(key));
const total = { passing: 0, failing: 0 };

for (const [index, { name, alone, run }] of wanted.entries()) {
  process.stdout.write(`\n[${index + 1}/${wanted.length}] ${name} …\n`);
  const from = Date.now();
  const far = new Map();
  const clock = setInterval(() => passing(Math.round((Date.now() - from) / 1000), [...far.values()]), 1000);
  const ended = await Promise.all(run.map((script) => ran(script, far)));
  clearInterval(clock);
  const count = (what) =>
    ended
      .flatMap(({ said }) => [...said.matchAll(new RegExp(`^\\s*(\\d+) ${what}`, 'gm'))])
      .reduce((sum, [, number]) => sum + Number(number), 0);
  const passed = count('passing');
  total.passing += passed;
  total.failing += count('failing');
  const failed = ended.filter(({ code }) => code !== 0);
  if (failed.length > 0) {
    const printed = failed.map(({ said }) => said.replace(/^ *✔.*\n/gm, '')).join('\n');
    say(`${printed}\nFAILED: ${name}\nThis step alone: ${alone}\n`);
    // A step that has no tests, or failed before it counted them, is one failure.
    result(total.passing, Math.max(1, total.failing));
    process.exit(1);
  }
  say(
    `      ${passed > 0 ? `${passed} tests passed` : 'done'} (${Math.round((Date.now() - from) / 1000)} s)\n`,
  );
}
await import('./summary.mjs');
if (asked.length === 0)
  process.stdout.write(`Next: npm start opens VS Code on samples/, with the extension installed.\n`);
result(total.passing, total.failing);

function result(passed, failed) {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
}

/** Shows a step's duration and progress on a terminal, until the next output replaces it. */
function passing(seconds, texts) {
  if (!process.stdout.isTTY) return;
  const line = `      ${[`${seconds} s`, ...texts].join(' · ')}`;
  process.stdout.write(`\r\u001B[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
}

function say(text) {
  process.stdout.write(process.stdout.isTTY ? `\r\u001B[K${text}` : text);
}

/**
 * Runs an npm script, without npm, which takes a third of a second to start; returns its output and exit code. Downloads
 * and finished windows are shown at once.
 */
function ran(script, far) {
  return new Promise((done) => {
    const child = spawn(scripts[script], {
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}`, NBROUTE_PROGRESS: '1' },
    });
    const shown = /^(VS Code, |Fetching |Kept in )/;
    let said = '';
    let rest = '';
    const hear = (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith(mark)) far.set(script, line.slice(mark.length));
        else said += `${line}\n`;
        if (shown.test(line)) say(`      ${line}\n`);
      }
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('close', (code) => {
      if (rest !== '') hear('\n');
      done({ code, said });
    });
  });
}
