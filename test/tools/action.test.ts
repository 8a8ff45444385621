import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as yaml from 'yaml';
import { version } from '../../package.json';
import { memberOf } from '../../server/aws/json';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { Repository } from '../cli/repository';
import { interpolated, runs } from './workflow-expressions';

const cli = path.join(root, 'dist/cli.js');
const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly 'working-directory'?: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The result of an action's steps: their exit codes, or that a step was skipped. */
interface ActionRun {
  readonly steps: Readonly<Record<string, number | null | 'skipped'>>;
  readonly changed: string;
  readonly printed: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = yaml.parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as Action;

function step(name: string): Step {
  const found = action.runs.steps.find((each) => each.name === name);
  assert.ok(found, `no step ${name}`);
  return found;
}

/** A runner's environment: a repository, a temporary folder, and commands that only record their arguments. */
class Runner {
  readonly repository = new Repository();
  private readonly temporary = path.join(this.repository.folder, '.git/runner');
  private readonly bin = path.join(this.temporary, 'bin');

  constructor() {
    mkdirSync(this.bin, { recursive: true });
  }

  /** Puts a command on the PATH in front of the real one. */
  fake(name: string, script: string): void {
    writeFileSync(path.join(this.bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(this.bin, name), 0o755);
  }

  /** Runs a step's script as the runner does, in the oldest bash that is available. */
  run(name: string, env: Readonly<Record<string, string>>, cwd = this.repository.folder) {
    const { run } = step(name);
    for (const needed of Object.keys(step(name).env ?? {}))
      assert.ok(needed in env, `${name} reads ${needed}`);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run],
      {
        cwd,
        encoding: 'utf8',
        timeout: 600_000,
        env: {
          ...process.env,
          PATH: `${this.bin}:${process.env['PATH'] ?? ''}`,
          RUNNER_TEMP: this.temporary,
          GITHUB_OUTPUT: path.join(this.temporary, 'output'),
          GITHUB_STEP_SUMMARY: path.join(this.temporary, 'summary'),
          ...env,
        },
      },
    );
    return { code: status, out: stdout, err: stderr };
  }

  /** Runs the whole action for an event; returns the result of each step and the action's outputs. */
  event(name: string, event: unknown, given: Readonly<Record<string, string>> = {}): ActionRun {
    const github = {
      event_name: name,
      event,
      repository: memberOf(memberOf(event, 'repository'), 'full_name'),
      token: 'token',
      action_path: root,
      action_ref: 'main',
    };
    const inputs = Object.fromEntries(
      Object.entries(action.inputs).map(([key, { default: value = '' }]) => [
        key,
        given[key] ?? interpolated(value, { github }),
      ]),
    );
    const outputs: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
    const steps: Record<string, number | null | 'skipped'> = {};
    let printed = '';
    for (const { name: title, id, if: condition, env = {}, 'working-directory': folder } of action.runs
      .steps) {
      const contexts = { github, inputs, steps: outputs };
      const hasFailed = Object.values(steps).some((code) => code !== 0 && code !== 'skipped');
      if (!runs(condition, contexts, hasFailed)) {
        steps[title] = 'skipped';
        continue;
      }
      const before = this.file('output').length;
      const environment: Record<string, string> = {};
      for (const [key, value] of Object.entries(env)) environment[key] = interpolated(value, contexts);
      const result = this.run(
        title,
        environment,
        folder === undefined ? undefined : interpolated(folder, contexts),
      );
      steps[title] = result.code;
      printed += `${result.out}${result.err}`;
      const written = this.file('output')
        .slice(before)
        .matchAll(/^(\w+)=(.*)$/gm);
      if (id !== undefined)
        outputs[id] = { outputs: Object.fromEntries([...written].map(([, key, value]) => [key, value])) };
    }
    const contexts = { github, inputs, steps: outputs };
    const changed = interpolated(action.outputs['changed']?.value ?? '', contexts);
    return { steps, changed, printed };
  }

  file(name: string): string {
    const file = path.join(this.temporary, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

describe('action.yml', () => {
  let runner: Runner;
  beforeEach(() => (runner = new Runner()));
  afterEach(() => runner.repository.dispose());

  it('is a composite action that uses no other action and has no input inside a script', () => {
    assert.strictEqual(action.runs.using, 'composite');
    for (const each of action.runs.steps) {
      assert.ok(!('uses' in each), each.name);
      assert.strictEqual(each.shell, 'bash', each.name);
      assert.doesNotMatch(each.run, /\$\{\{/, each.name);
    }
    const text = readFileSync(path.join(root, 'action.yml'), 'utf8');
    for (const [, name] of text.matchAll(/\binputs\.([\w-]+)/g)) assert.ok(name in action.inputs, name);
    for (const [, id] of text.matchAll(/\bsteps\.([\w-]+)/g))
      assert.ok(
        action.runs.steps.some((each) => each.id === id),
        id,
      );
  });

  it('builds from its own source unless it is a release or already built', () => {
    const place = path.join(runner.repository.folder, 'action');
    mkdirSync(path.join(place, 'scripts'), { recursive: true });
    cpSync(path.join(root, 'package.json'), path.join(place, 'package.json'));
    writeFileSync(
      path.join(place, 'scripts/build.mjs'),
      `import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('dist'); writeFileSync('dist/cli.js', '');`,
    );
    const requests = path.join(runner.repository.folder, 'asked');
    runner.fake('npm', `echo "$*" >> '${requests}'`);
    const install = (ref: string) => runner.run('Install nbroute', { REF: ref }, place);
    assert.deepStrictEqual(install('main'), { code: 0, out: '', err: '' });
    assert.match(readFileSync(requests, 'utf8'), /^ci .*--ignore-scripts\n$/);
    assert.strictEqual(runner.file('output'), `cli=${place}/dist/cli.js\n`);
    install('main');
    assert.strictEqual(readFileSync(requests, 'utf8').split('\n').length, 2, 'built once');

    cpSync(place, `${place}2`, { recursive: true, filter: (name) => !name.includes('dist') });
    runner.fake(
      'npm',
      `for last; do :; done
      [ "$last" = nbroute@${version} ] || exit 9
      while [ "$1" != --prefix ]; do shift; done
      mkdir -p "$2/node_modules/nbroute/dist" && : > "$2/node_modules/nbroute/dist/cli.js"`,
    );
    assert.strictEqual(runner.run('Install nbroute', { REF: `v${version}` }, `${place}2`).code, 0);
    assert.match(runner.file('output'), /\ncli=.*\/nbroute-[\d.]+\/node_modules\/nbroute\/dist\/cli\.js\n$/);
  });

  it('annotates, fails at the requested level, and writes SARIF too', () => {
    runner.repository.write('with space/a.nbroute', `${network}route 10/8 via vpc\n`);
    runner.repository.write('b.nbroute', `${network}route 10.0.0.0/8 via vpc\nroute 10.1.0.0/16 via vpc\n`);
    const check = (paths: string, failOn = 'error') =>
      runner.run('Check', { CLI: cli, PATHS: paths, FAIL_ON: failOn, SARIF: 'out.sarif' });
    const both = check('with space\n\n  b.nbroute\n');
    assert.strictEqual(both.code, 1, both.err);
    assert.match(
      both.out,
      /^::error file=with space\/a\.nbroute,line=3,endLine=3,col=7,endColumn=11,title=invalid-prefix::/,
    );
    assert.match(both.out, /^::warning file=b\.nbroute,line=4/m);
    assert.strictEqual(check('b.nbroute').code, 0);
    assert.strictEqual(check('b.nbroute', 'warning').code, 1);
    assert.strictEqual(check('').code, 2);
    assert.strictEqual(check('none.nbroute').code, 2);
    const log = JSON.parse(
      readFileSync(path.join(runner.repository.folder, 'out.sarif'), 'utf8') || '{}',
    ) as {
      readonly version?: string;
    };
    assert.strictEqual(log.version, undefined, 'the last run had nothing to write');
    check('b.nbroute');
    assert.match(
      readFileSync(path.join(runner.repository.folder, 'out.sarif'), 'utf8'),
      /"version":"2\.1\.0"/,
    );
  });

  it('compares with the base of a pull request, and comments once', () => {
    const { repository } = runner;
    repository.write('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    const old = repository.commit();
    repository.git('checkout', '-q', '-b', 'change');
    repository.write('b.nbroute', `${network}route 10.2.0.0/16 via vpc\n`);
    repository.commit();
    repository.git('checkout', '-q', '-');
    repository.write('a.nbroute', `${network}route 10.0.0.0/15 via vpc\n`);
    repository.commit();
    repository.git('merge', '-q', '--no-edit', 'change');

    const compare = () => runner.run('Compare', { CLI: cli, PATHS: '.', BASE: old });
    assert.deepStrictEqual(compare(), { code: 0, out: '', err: '' });
    assert.strictEqual(runner.file('output'), 'changed=true\n');
    const comment = runner.file('nbroute-comment.md');
    assert.match(
      comment,
      /^<!-- nbroute -->\n### Route policies\n\n1 of 2 policies routes addresses differently\n/,
    );
    assert.match(comment, /no policy → b\\\.nbroute/);
    assert.doesNotMatch(comment, /a\.nbroute at/, 'what the base branch changed is not this request');
    assert.strictEqual(runner.file('summary'), comment);

    runner.fake(
      'gh',
      `echo "$*" >> "$RUNNER_TEMP/asked"; case "$*" in *--paginate*) cat "$RUNNER_TEMP/mine" ;; esac`,
    );
    const commented = (changed: string, ownComment: string) => {
      writeFileSync(path.join(repository.folder, '.git/runner/mine'), ownComment);
      writeFileSync(path.join(repository.folder, '.git/runner/asked'), '');
      const env = { GH_TOKEN: 't', REPOSITORY: 'o/r', NUMBER: '7', CHANGED: changed };
      const { code, out, err } = runner.run('Comment', env);
      assert.deepStrictEqual([code, out, err], [0, '', '']);
      return runner
        .file('asked')
        .split('\n')
        .slice(1, -1)
        .map((line) => line.replace(/=@.*\//, '=@'));
    };
    assert.deepStrictEqual(commented('true', ''), [
      'api --silent --method POST repos/o/r/issues/7/comments -F body=@nbroute-comment.md',
    ]);
    assert.deepStrictEqual(commented('true', '11\n12\n'), [
      'api --silent --method PATCH repos/o/r/issues/comments/11 -F body=@nbroute-comment.md',
    ]);
    assert.deepStrictEqual(commented('false', '11\n'), [
      'api --silent --method PATCH repos/o/r/issues/comments/11 -F body=@nbroute-comment.md',
    ]);
    assert.deepStrictEqual(commented('false', ''), []);
    runner.fake('gh', 'exit 1');
    const rejected = runner.run('Comment', {
      GH_TOKEN: 't',
      REPOSITORY: 'o/r',
      NUMBER: '7',
      CHANGED: 'true',
    });
    assert.deepStrictEqual([rejected.code, rejected.out.slice(0, 10)], [0, '::notice::']);
  });

  it('fetches the base if it is missing, and does not comment if nothing changes', () => {
    const { repository } = runner;
    repository.write('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    const base = repository.commit();
    repository.write('note.txt', 'x');
    repository.commit();
    const shallow = new Repository();
    try {
      shallow.git('remote', 'add', 'origin', `file://${repository.folder}`);
      shallow.git('fetch', '-q', '--depth=1', 'origin', 'HEAD');
      shallow.git('checkout', '-q', 'FETCH_HEAD');
      const compared = runner.run('Compare', { CLI: cli, PATHS: '.', BASE: base }, shallow.folder);
      assert.deepStrictEqual(compared, { code: 0, out: '', err: '' });
      assert.strictEqual(runner.file('output'), 'changed=false\n');
      assert.match(runner.file('summary'), /1 policy: every address is routed as before/);
    } finally {
      shallow.dispose();
    }
  });

  /** A repository whose last commit changes how addresses are routed, and the event for it. */
  const changedBy = (name: 'pull-request' | 'push', before: string, after: string): unknown => {
    const { repository } = runner;
    repository.write('a.nbroute', `${network}${before}`);
    const base = repository.commit();
    repository.write('a.nbroute', `${network}${after}`);
    const head = repository.commit();
    runner.fake('gh', 'echo "$*" >> "$RUNNER_TEMP/asked"');
    const text = readFileSync(path.join(root, `test/cli/events/${name}.json`), 'utf8');
    return JSON.parse(text.replaceAll('BASE_SHA', base).replaceAll('HEAD_SHA', head));
  };
  const [route, wider] = ['route 10.0.0.0/16 via vpc\n', 'route 10.0.0.0/15 via vpc\n'];

  it('checks, compares and comments for the event of a pull request', () => {
    const event = changedBy('pull-request', route, wider);
    const { steps, changed } = runner.event('pull_request', event);
    assert.deepStrictEqual(steps, { 'Install nbroute': 0, Check: 0, Compare: 0, Comment: 0 });
    assert.strictEqual(changed, 'true');
    assert.match(runner.file('summary'), /1 of 1 policy routes addresses differently/);
    assert.match(runner.file('asked'), /--method POST repos\/octo\/policies\/issues\/7\/comments /);
  });

  it('does not comment if that is turned off, or if nothing was compared', () => {
    const comments = (comment: string, changed: string): boolean =>
      runs(step('Comment').if, { inputs: { comment }, steps: { diff: { outputs: { changed } } } }, false);
    assert.deepStrictEqual(
      [comments('true', 'true'), comments('true', 'false'), comments('false', 'true'), comments('true', '')],
      [true, true, false, false],
    );
  });

  it('fails for a pull request with an error, but still reports what it changes', () => {
    const { steps, printed } = runner.event(
      'pull_request',
      changedBy('pull-request', route, 'route 10/8 via vpc\n'),
    );
    assert.deepStrictEqual(steps, { 'Install nbroute': 0, Check: 1, Compare: 0, Comment: 0 });
    assert.match(printed, /^::error file=a\.nbroute,line=3/m);
    assert.match(runner.file('nbroute-comment.md'), /not compared|has errors/);
  });

  it('comments on the policies that it can read, and names the others', () => {
    const event = changedBy('pull-request', route, wider);
    runner.repository.write('b.nbroute', Uint8Array.of(0x23, 0xe9, 0x0a));
    const { steps, changed, printed } = runner.event('pull_request', event);
    assert.deepStrictEqual(steps, { 'Install nbroute': 0, Check: 2, Compare: 0, Comment: 0 });
    assert.strictEqual(changed, 'true');
    assert.strictEqual(printed.match(/^nbroute: b\.nbroute cannot be read: not UTF-8/gm)?.length, 2);
    const comment = runner.file('nbroute-comment.md');
    assert.match(comment, /\n1 of 2 policies routes addresses differently; 1 not compared\n/);
    assert.match(comment, /\nb\\?\.nbroute cannot be read: not UTF\\?-8/);
    assert.strictEqual(runner.file('summary'), comment);
    assert.match(runner.file('asked'), /--method POST repos\/octo\/policies\/issues\/7\/comments /);
  });

  it('fails without a comment if there is nothing to compare', () => {
    const event = changedBy('pull-request', route, wider);
    const { steps, changed, printed } = runner.event('pull_request', event, { paths: 'none' });
    assert.deepStrictEqual(steps, { 'Install nbroute': 0, Check: 2, Compare: 2, Comment: 'skipped' });
    assert.match(printed, /^nbroute: none is not there, neither now nor at /m);
    assert.deepStrictEqual([changed, runner.file('asked'), runner.file('summary')], ['', '', '']);
  });

  it('only checks for the event of a push', () => {
    const { steps, changed } = runner.event('push', changedBy('push', route, wider));
    assert.deepStrictEqual(steps, { 'Install nbroute': 0, Check: 0, Compare: 'skipped', Comment: 'skipped' });
    assert.deepStrictEqual([changed, runner.file('asked'), runner.file('summary')], ['', '', '']);
  });

  it('has scripts that shellcheck passes', function () {
    for (const { name, run } of action.runs.steps) {
      // SC2153: upper-case names are the step's environment.
      const { stdout, error } = spawnSync('shellcheck', ['--shell=bash', '--exclude=SC2153', '-'], {
        input: run,
        encoding: 'utf8',
      });
      if (error) notProven(this, "the action's scripts by shellcheck", 'it is not installed');
      assert.strictEqual(stdout, '', name);
    }
  });
});

describe('.pre-commit-hooks.yaml', () => {
  it('names existing commands, for policies', () => {
    const hooks = yaml.parse(readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
      readonly id: string;
      readonly entry: string;
      readonly files: string;
    }[];
    assert.deepStrictEqual(
      hooks.map(({ id }) => id),
      ['nbroute-check', 'nbroute-format'],
    );
    for (const { entry, files } of hooks) {
      assert.match('a/b.nbroute', new RegExp(files));
      assert.doesNotMatch('a/b.nbroute.txt', new RegExp(files));
      const [, command = ''] = /^npx --yes (\S+ \w+)$/.exec(entry) ?? [];
      assert.ok(command.startsWith(`nbroute@${version} `), `${entry} is not of version ${version}`);
      assert.strictEqual(spawnSync(process.execPath, [cli, command.split(' ')[1], '--help']).status, 0);
    }
  });
});
