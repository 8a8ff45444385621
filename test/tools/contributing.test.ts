import * as assert from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../fixture';

/*
 * CONTRIBUTING.md shows complete additions. All are made in one copy of the repository: blocks named by a path are
 * written, diffs are applied, and the number of files is as in each heading. Generated files are written, and then types,
 * style and every suite except the kernel's and VS Code's must pass in the copy.
 */

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const kinds = ['rule', 'statement', 'output format', 'import format', 'feature'];

interface Addition {
  readonly kind: string;
  readonly count: number;
  readonly text: string;
}

function additions(): Addition[] {
  const page = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
  return [...page.matchAll(/^## An? ([\w ]+): (\w+) files\n([^]*?)(?=^## |(?![^]))/gm)].map(
    ([, kind, count, text]) => ({
      kind,
      count: numbers.indexOf(count),
      text,
    }),
  );
}

function copyOfTheRepository(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'nbroute-added-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => name !== '' && existsSync(path.join(root, name))))
    cpSync(path.join(root, file), path.join(copy, file));
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  // Tests ask Git for the files; a link is not the folder that .gitignore names.
  run(copy, 'git', ['init', '--quiet']);
  writeFileSync(path.join(copy, '.git/info/exclude'), 'node_modules\n');
  return copy;
}

/** Runs a program in the copy; its output is the message if it fails. */
function run(
  copy: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: copy,
    encoding: 'utf8',
    input,
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  assert.strictEqual(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
}

/** Makes an addition; the files it touches. */
function add(copy: string, { text }: Addition): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const [, language, file, content] of text.matchAll(/^```(\w+) ?(\S*)\n([^]*?)^```$/gm)) {
    if (language === 'diff') {
      for (const diff of content.split(/^(?=--- a\/)/m))
        run(copy, 'git', ['apply', '--recount', '-C1'], {}, diff);
      for (const [, name] of content.matchAll(/^\+\+\+ b\/(.*)$/gm)) touched.add(name);
    } else {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), content);
      touched.add(file);
    }
  }
  return touched;
}

describe('CONTRIBUTING.md', () => {
  const all = additions();
  let copy = '';
  before(() => (copy = copyOfTheRepository()));
  after(() => rmSync(copy, { recursive: true, force: true }));

  it('shows an addition of each kind', () =>
    assert.deepStrictEqual(all.map(({ kind }) => kind).sort(), [...kinds].sort()));

  for (const addition of all)
    it(`takes as many files for a ${addition.kind} as it says`, () => {
      const touched = add(copy, addition);
      assert.strictEqual(touched.size, addition.count, [...touched].join(', '));
    });

  // A step a test: each has the bound of one.
  const generated = 'out/test/{rules,docs,emit,features,import,syntax}/*.test.js';
  const suites = ['out/test/**/*.test.js', '--ignore', 'out/test/{tools,long,verify}/**'];
  for (const [step, program, args, env] of [
    ['gets its registry', 'npm', ['run', '-s', 'registry'], {}],
    ['can be built and packaged', 'npm', ['run', '-s', 'package'], {}],
    ['has tests that can be built', 'npm', ['run', '-s', 'build'], {}],
    ['writes what is generated', 'npx', ['mocha', generated], { UPDATE: '1' }],
    ['is packaged with it', 'npm', ['run', '-s', 'package'], {}],
    ['is built with it', 'npm', ['run', '-s', 'build'], {}],
    ['has the right types and style', 'npm', ['run', '-s', 'style'], {}],
    ['passes every other suite', 'npx', ['mocha', '--parallel', '--jobs', '2', ...suites], {}],
  ] as const)
    it(`shows all that is needed: the copy ${step}`, () => run(copy, program, args, env));
});
