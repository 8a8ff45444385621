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
 * CONTRIBUTING.md shows complete additions. Each is made in a copy of the repository: blocks named by a path are
 * written, diffs are applied, the number of files is as in the heading, the copy compiles, and the tests of the
 * addition pass.
 */

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The test files to run for each kind of addition, and a pattern for the tests of the addition. */
const proofs: Readonly<Record<string, { readonly tests: readonly string[]; readonly about: string }>> = {
  rule: { tests: ['rules/rules'], about: 'single-subnet' },
  format: { tests: ['emit/goldens'], about: 'content[.]txt' },
  feature: {
    tests: ['features/features', 'lsp/session'],
    about: 'linked-editing|handles what it advertises',
  },
};

interface Addition {
  readonly kind: string;
  readonly count: number;
  readonly text: string;
}

function additions(): Addition[] {
  const page = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
  return [...page.matchAll(/^## An? (\w+): (\w+) files\n([^]*?)(?=^## |(?![^]))/gm)].map(
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
    timeout: 600_000,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  assert.strictEqual(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
}

describe('CONTRIBUTING.md', () => {
  for (const { kind, count, text } of additions())
    it(`a ${kind} takes ${count} files, which are enough`, function () {
      const copy = copyOfTheRepository();
      try {
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
        assert.strictEqual(touched.size, count, [...touched].join(', '));

        const { tests, about } = proofs[kind];
        // Generated as by a build, which does not run here.
        run(copy, 'node', ['scripts/registry.mjs', '--write']);
        const bin = (name: string): string => path.join('node_modules', '.bin', name);
        run(copy, bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']);
        run(copy, bin('esbuild'), [
          ...tests.map((name) => `test/${name}.test.ts`),
          ...[
            '--bundle',
            '--loader:.sh=text',
            '--packages=external',
            '--platform=node',
            '--outbase=test',
            '--outdir=out',
          ],
        ]);
        const mocha = [...tests.map((name) => `out/${name}.test.js`), '--exit', '--grep', about];
        run(copy, bin('mocha'), mocha, { UPDATE: '1' });
        run(copy, bin('mocha'), [...mocha, '--forbid-pending'], { UPDATE: '' });
        const { stdout } = spawnSync(bin('mocha'), [...mocha, '--dry-run'], { cwd: copy, encoding: 'utf8' });
        assert.match(stdout, /[1-9]\d* passing/);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    });

  it('shows an addition of each kind', () =>
    assert.deepStrictEqual(
      additions()
        .map(({ kind }) => kind)
        .sort(),
      Object.keys(proofs).sort(),
    ));
});
