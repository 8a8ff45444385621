import { parse as parseHcl } from '@cdktf/hcl2json';
import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { emit, type EmitOptions } from '../../server/emit/emit';
import { planOf, type Plan } from '../../server/emit/plan';
import type { Model } from '../../server/model/model';
import { randomNumbers } from '../../server/verify/addresses';
import { notProven } from '../not-proven';
import { modelOfFiles } from '../random-policy';
import { at, parsedYaml } from './template';
import { unpacked } from './unpacked';
import { runs } from '../volume';

/*
 * Whatever a policy has in its comments, names and paths, and whatever the user's script contains, each output format,
 * read by an independent parser, has the script byte for byte, and the shell reads the same routes and the same user
 * script in it.
 */

/** Text with a meaning to quoting, to a heredoc, to an output format, to AWS, or to a terminal. */
const pieces = [
  `'`,
  `"`,
  '`',
  '$(touch HARMED)',
  '`touch HARMED`',
  '; touch HARMED;',
  "'; touch HARMED; '",
  '\\',
  '\\\\',
  'END',
  'END_',
  'EOT',
  'EOF',
  '${HOME}',
  '$${x}',
  '$$${x}',
  '%{if true}',
  '%%{x}',
  '$',
  '%',
  '{',
  '}',
  '${',
  '%{',
  '{{resolve:ssm:x}}',
  '{{{{resolve:secretsmanager:x}}',
  '!Ref X',
  '!Sub "${X}"',
  '&a',
  '*a',
  '? x',
  '- x',
  ': ',
  ' #',
  '---',
  '...',
  '|',
  '>',
  '@',
  '`',
  '%YAML',
  '<<-EOT',
  '<< END',
  '*/',
  '//',
  '-->',
  ']]>',
  '</script>',
  '\t',
  '   ',
  'shellcheck disable=all',
  'Zürich',
  '東京',
  '🚏',
  'e\u0301',
  '\u212b',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\u0085',
  '\x1b[31m',
  '\x00',
  '\x07',
  '\x7f',
  '\ud800',
  '\udc00',
  '\uffff',
  '\u{1fffe}',
  '\u00a0',
  'on',
  'no',
  '0x10',
  '1e3',
  '~',
  '=',
  ',',
];

/** A policy whose free texts all consist of such pieces. */
async function hostile(seed: number): Promise<Model> {
  const random = randomNumbers(seed);
  const words = (most: number, joint: string) =>
    Array.from({ length: 1 + (random() % most) }, () => pieces[random() % pieces.length]).join(joint);
  const comment = () => `# ${words(6, random() % 2 === 0 ? ' ' : '')}`;
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
  const name = words(3, '')
    .replace(/[\s,#"]/g, '-')
    .normalize('NFC');
  const file = `${words(3, '')}.sh`;
  const dated = `${words(2, '')}.json`;
  const script = Array.from({ length: random() % 12 }, () => words(5, '')).join('\n');
  const text = [
    comment(),
    comment(),
    'policy Hostile',
    comment(),
    'vpc 172.31.0.0/16',
    'subnet 172.31.64.0/20',
    ...(random() % 3 === 0 ? [`interface vpc x${name}`] : []),
    `prefix-list dated from ${quoted(dated)}`,
    comment(),
    `route 10.0.0.0/16 via vpc ${comment()}`,
    comment(),
    'route dated via direct',
    comment(),
    `route 10.9.0.0/16 unreachable ${comment()}`,
    ...(random() % 2 === 0 ? [`on-start ${quoted(file)} ${comment()}`] : []),
    comment(),
  ].join('\n');
  return modelOfFiles(text, {
    [file]: script,
    [dated]: JSON.stringify({
      createDate: words(3, ' '),
      prefixes: [{ ip_prefix: '192.0.2.0/24', region: 'x', service: 'S3', network_border_group: 'x' }],
      ipv6_prefixes: [],
    }),
  });
}

const seeds = Array.from({ length: runs(60) }, (_, i) => i + 1);

describe('hostile text of a policy', function () {
  it('does not change the script in a CloudFormation template, nor the rest of the template', async () => {
    for (const seed of seeds) {
      const model = await hostile(seed);
      const script = emit(model, 'script');
      for (const withNotebook of [false, true]) {
        const json: unknown = JSON.parse(emit(model, 'cloudformation-json', { withNotebook }));
        const yaml = parsedYaml(emit(model, 'cloudformation', { withNotebook }));
        assert.deepStrictEqual(yaml, json, `seed ${seed}`);
        const hook = ['Resources', 'LifecycleConfig', 'Properties', 'OnStart', '0', 'Content', 'Fn::Base64'];
        assert.strictEqual(at(json, ...hook), script, `seed ${seed}`);
        // CloudFormation would resolve this in any text.
        assert.doesNotMatch(JSON.stringify(json), /\{\{resolve:/);
      }
    }
  });

  it('does not change the script in a Terraform configuration, nor the rest of it', async () => {
    for (const seed of seeds.slice(0, runs(25))) {
      const model = await hostile(seed);
      const configuration = await parsedHcl(model, { withNotebook: true });
      assert.deepStrictEqual(
        configuration,
        await parsedHcl(await hostile(seed + 1000), { withNotebook: true }),
      );
      assert.strictEqual(
        await heredocIn(emit(model, 'terraform')),
        unescaped(emit(model, 'script')),
        `seed ${seed}`,
      );
    }
  });

  it('does not change the script in the input of the AWS command line', async () => {
    for (const seed of seeds) {
      const model = await hostile(seed);
      const json: unknown = JSON.parse(emit(model, 'aws-cli'));
      const content = String(at(json, 'OnStart', '0', 'Content'));
      assert.match(content, /^[A-Za-z0-9+/]+=*$/);
      assert.strictEqual(Buffer.from(content, 'base64').toString(), emit(model, 'script'));
      assert.strictEqual(at(json, 'NotebookInstanceLifecycleConfigName'), 'Hostile');
    }
  });

  it("does not change the routes that bash reads in the script, nor the user's script", async function () {
    if (spawnSync('bash', ['-c', ':']).error)
      notProven(this, 'bash reads hostile text as text', 'bash is missing');
    const models = await Promise.all(seeds.map(hostile));
    const scripts = models.map((model) => unpacked(emit(model, 'script')));
    // The user's script is written before the script checks for tools; here it is printed instead of being run.
    const starts = scripts.map((script) => script.slice(0, script.indexOf('\nfor tool in ')));
    inFolder((run) => {
      const values = 'vpc=V router=172.31.64.1 direct=D gateway=G';
      const routes = run(
        'bash',
        scripts.map((script, i) => {
          const expand = /^expand\(\) \{[^]*?^\}$/m.exec(script)?.[0] ?? '';
          return `${starts[i]}\n${expand}\n${values}\ndeclare -A skip=()\nexpand\necho "$wanted"`;
        }),
      );
      const users = run(
        'bash',
        models.map((model, i) => (planOf(model).onStart ? `${starts[i]}\ncat "$file"` : ':')),
      );
      for (const [i, model] of models.entries()) {
        const plan = planOf(model);
        assert.deepStrictEqual(
          routes[i].trim().split('\n'),
          plan.routes.map((route) => settled(route)),
          `seed ${seeds[i]}`,
        );
        if (!plan.onStart) continue;
        const ended = plan.onStart.text === '' || plan.onStart.text.endsWith('\n') ? '' : '\n';
        assert.strictEqual(
          users[i].replace(/\n$/, ''),
          Buffer.from(`${plan.onStart.text}${ended}`).toString().replace(/\n$/, ''),
          `seed ${seeds[i]}`,
        );
      }
    });
  });

  it('does not change the commands that sh reads', async function () {
    if (!existsSync('/bin/sh')) notProven(this, 'sh reads hostile text as text', '/bin/sh is missing');
    const models = await Promise.all(seeds.map(hostile));
    const stubs =
      'sudo() { printf "%s\\n" "$*"; }; ip() { case $* in *route*) echo default via G dev D ;; *) echo 2: V inet ;; esac; }\n';
    inFolder((run) => {
      const set = run(
        '/bin/sh',
        models.map((model) => `${stubs}${emit(model, 'commands')}`),
      );
      const away = run(
        '/bin/sh',
        models.map((model) => `${stubs}${emit(model, 'commands', { undo: true })}`),
      );
      for (const [i, model] of models.entries()) {
        const { routes, vpc } = planOf(model);
        // Characters that no interface name can have are omitted.
        const name = (vpc?.pinned ?? '')
          .replace(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\uffff]/gu, '?')
          .replace(/\{\{(?=resolve:)/g, '{?');
        assert.deepStrictEqual(
          set[i].trimEnd().split('\n'),
          routes.map((route) => `ip route replace ${settled(route, name)}`),
          `seed ${seeds[i]}`,
        );
        assert.strictEqual(away[i].trimEnd().split('\n').length, routes.filter(({ block }) => !block).length);
      }
    });
  });
});

/** A planned route as the shell has it, with V as the VPC's interface, D as the direct one, and G as its gateway. */
function settled({ prefix, type, next }: Plan['routes'][number], dev = 'V'): string {
  if (next === undefined) return `${type} ${prefix} proto static`;
  if (next === 'direct') return `${prefix} via G dev D proto static onlink`;
  return `${prefix} via 172.31.64.1${dev === '' ? '' : ` dev ${dev}`} proto static`;
}

/** A Terraform configuration as its parser returns it, without the script. */
async function parsedHcl(model: Model, options: EmitOptions): Promise<unknown> {
  const parsed: unknown = await parseHcl('routes.tf', emit(model, 'terraform', options));
  return JSON.parse(JSON.stringify(parsed, (key, value: unknown) => (key === 'on_start' ? 'script' : value)));
}

/** The script in a Terraform configuration as its parser returns it; see `unescaped` for its ambiguity. */
async function heredocIn(configuration: string): Promise<string> {
  const parsed: unknown = await parseHcl('routes.tf', configuration);
  const kind = 'aws_sagemaker_notebook_instance_lifecycle_configuration';
  const expression = String(at(parsed, 'resource', kind, 'routes', '0', 'on_start'));
  const heredoc = /^\$\{base64encode\(([^]*)\)\}$/.exec(expression)?.[1] ?? '';
  const value: unknown = await parseHcl('script.tf', `locals {\n  script = ${heredoc}\n}\n`);
  return unescaped(String(at(value, 'locals', '0', 'script')));
}

/** The parser returns both `${` and `$${` as `$${`, so both sides of a comparison must be unescaped. */
function unescaped(text: string): string {
  return text.replace(/([$%])\1\{/g, '$1{');
}

/** What a shell prints for each text, run in a subshell each. */
type Run = (shell: string, texts: readonly string[]) => string[];

/** Runs shells in a new folder and checks that nothing was harmed. */
function inFolder(task: (run: Run) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-parsed-'));
  const mark = '\0nbroute-next\0';
  try {
    task((shell, texts) => {
      // One file each, so that unclosed constructs end with it.
      for (const [i, text] of texts.entries()) writeFileSync(path.join(folder, `${i}.sh`), text);
      const input = `i=0; while [ "$i" -lt ${texts.length} ]; do ( . "./$i.sh" ); printf '\\0nbroute-next\\0'; i=$((i + 1)); done\n`;
      const { stdout, stderr, error } = spawnSync(shell, ['-c', input], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: folder, LC_ALL: 'C.UTF-8' },
      });
      if (error) throw error;
      assert.strictEqual(stderr, '');
      assert.ok(!existsSync(path.join(folder, 'HARMED')));
      const all = stdout.split(mark);
      assert.strictEqual(all.length, texts.length + 1);
      return all.slice(0, -1);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
