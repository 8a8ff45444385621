import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { forms, packedLines, type ScriptForm } from '../../server/emit/script/forms';
import { readScriptRoutes } from '../../server/model/script-routes';
import { planOf, type Plan, type PlannedRoute } from '../../server/emit/plan';
import { script, scriptAs, sizeOfScript, staysBelow, tooLarge } from '../../server/emit/script/script';
import { mostCode, mostPacked, scriptLimit } from '../../server/emit/size-bound';
import { randomNumbers } from '../../server/verify/addresses';
import { notProven } from '../not-proven';
import { internetPolicy, modelOfFiles, modelOfText, randomPolicy, randomUnit } from '../random-policy';
import { unpacked } from './unpacked';
import { runs, share } from '../volume';

/*
 * In whatever form the routes are packed, the script has the same routes as the readable form, without the comments,
 * and sorted by action, then length and address.
 */

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
const packed: readonly ScriptForm[] = forms.filter((form) => form !== 'readable');
/** The commands that a packed script may use besides bash and ip. */
const commands = ['cat', 'sleep', 'base64', 'gzip', 'mktemp', 'chmod', 'wc', 'rm'];

describe('packed routes', function () {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-forms-'));
    for (const name of commands) {
      const { stdout } = spawnSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' });
      symlinkSync(stdout.trim(), path.join(folder, name));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Bash that prints the lines of a form. */
  const listing = (plan: Plan, form: ScriptForm): string => {
    const text = unpacked(scriptAs(plan, { form, code: 'packed', packed: true }));
    const values = text.slice(0, text.indexOf('\nset -uf '));
    const unfold = form === 'steps' ? /^unfold\(\) \{[^]*?^unfold$/m.exec(text)?.[0] : '';
    return `${values}\nset -uf; NL=$'\\n'; IFS=$NL\n${unfold ?? ''}\necho "$list"`;
  };
  /** What bash prints for each text with only the commands above on its PATH; one bash runs them all. */
  const printed = (texts: readonly string[]): string[] => {
    const { stdout, stderr, error } = spawnSync('/bin/bash', ['-s'], {
      input: texts.map((text) => `(\n${text}\n)\nprintf '\\0'\n`).join(''),
      env: { PATH: folder },
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (error) throw error;
    assert.strictEqual(stderr, '');
    const all = stdout.split('\0');
    assert.strictEqual(all.length, texts.length + 1);
    return all.slice(0, -1);
  };
  /** The routes in each form, read from bash's output as the script itself reads them. */
  const listed = (plan: Plan, of: readonly ScriptForm[]): string[] =>
    printed(of.map((form) => listing(plan, form))).map((text) => textOf(readScriptRoutes(text)));
  const order = ['unreachable', 'prohibit', 'blackhole', 'via vpc', 'via direct'];
  const rank = ({ action }: PlannedRoute) => order.indexOf(action);
  const sorted = ({ routes }: Plan): PlannedRoute[] =>
    [...routes].sort(
      (a, b) =>
        rank(a) - rank(b) ||
        a.family - b.family ||
        a.length - b.length ||
        (a.base < b.base ? -1 : a.base > b.base ? 1 : 0),
    );
  const textOf = (routes: readonly { readonly prefix: string; readonly action: string }[]): string =>
    routes.map(({ prefix, action }) => `${prefix} ${action}\n`).join('');
  const needsBash = (context: Mocha.Context): void => {
    if (spawnSync('/bin/bash', ['-c', ':']).error)
      notProven(context, 'packed routes are the routes', '/bin/bash is missing');
  };

  it('are the same byte for byte, for random policies', function () {
    needsBash(this);
    const plans = Array.from({ length: runs(60) }, (_, i) => planOf(modelOfText(randomPolicy(i + 1)))).filter(
      ({ routes }) => routes.length > 0,
    );
    const all: readonly ScriptForm[] = ['readable', ...packed];
    const lines = printed(plans.flatMap((plan) => all.map((form) => listing(plan, form))));
    for (const [i, plan] of plans.entries())
      for (const [at, form] of all.entries())
        assert.strictEqual(
          textOf(readScriptRoutes(lines[i * all.length + at])),
          textOf(form === 'readable' ? plan.routes : sorted(plan)),
          `policy ${i}, ${form}`,
        );
  });

  it('are the same at the ends of the address space and for extreme lengths, nested and adjacent', function () {
    needsBash(this);
    const prefixes = [
      '0.0.0.0/1',
      '128.0.0.0/1',
      '1.0.0.0/8',
      '1.0.0.0/9',
      '1.0.0.0/32',
      '1.0.0.1',
      '1.0.0.2/31',
      '1.0.0.128/25',
      '1.1.0.0/16',
      '9.255.255.255',
      '10.0.0.0/27',
      '10.0.0.32/28',
      '10.0.0.48/29',
      '10.0.0.56/30',
      '223.255.255.255',
      '200.0.0.0/7',
      '200.1.0.0/24',
      '200.1.1.0/24',
      '202.0.0.0/8',
      '2600::/16',
      '2001:db8::1',
      '::1:0:0/96',
    ];
    const plan = planOf(modelOfText(`${network}route ${prefixes.join(', ')} unreachable`));
    assert.strictEqual(plan.routes.length, prefixes.length + 1);
    for (const text of listed(plan, packed)) assert.strictEqual(text, textOf(sorted(plan)));
  });

  it('fit into the limit of AWS for 1,400 internet-like ones via vpc, via direct and rejected', function () {
    needsBash(this);
    const plan = planOf(modelOfText(internetPolicy(1400, 1)));
    const { bytes, base64, form, limit } = sizeOfScript(plan);
    assert.deepStrictEqual(limit, { bytes: scriptLimit, base64: 16384 });
    assert.strictEqual(form, 'steps');
    assert.strictEqual(tooLarge(plan), undefined);
    assert.ok(bytes <= scriptLimit && base64 <= 16384, `${bytes} bytes`);
    assert.strictEqual(Buffer.from(script(plan)).toString('base64').length, base64);
    assert.deepStrictEqual(listed(plan, ['steps']), [textOf(sorted(plan))]);
  });

  /** What the line that a script gives for reading the routes prints. */
  const readBy = (name: string, text: string): string => {
    const line = new RegExp(`^# ${name}: {2}(.*)$`, 'm').exec(text)?.[1];
    assert.ok(line !== undefined, `no line ${name}`);
    const file = path.join(folder, 'start.sh');
    writeFileSync(file, text);
    return spawnSync('bash', ['-c', line.replace('THIS-FILE', file)], { encoding: 'utf8' }).stdout;
  };

  it('can be read with the line that the script gives for it', function () {
    needsBash(this);
    for (const count of share([200, 350, 700, 1400])) {
      const text = script(planOf(modelOfText(internetPolicy(count, 2))));
      const inner = readBy('To read the script', text);
      assert.strictEqual(text.replace(/^packed="\n[^]*$/m, '') + inner, unpacked(text));
      assert.match(unpacked(text), /^list="\n/m);
    }
  });

  it("leave the user's script readable with the line that the script gives for it", async function () {
    needsBash(this);
    const text = `#!/bin/bash\nEND\n\x07\u2028${'echo one more line of it\n'.repeat(600)}END\n`;
    for (const count of share([20, 500, 1200])) {
      const policy = `${internetPolicy(count, 2)}on-start "mine.sh"\n`;
      const wholeScript = script(planOf(await modelOfFiles(policy, { 'mine.sh': text })));
      assert.strictEqual(readBy('To read it', unpacked(wholeScript)), text);
    }
  });

  it('have the most readable form that fits', () => {
    const seen = [20, 90, 340, 700, 2200].map(
      (count) => sizeOfScript(planOf(modelOfText(internetPolicy(count, 3)))).form,
    );
    assert.deepStrictEqual(seen, ['readable', 'readable', 'list', 'packed', 'steps']);
  });

  it('never take more than the bound computed before packing', () => {
    const texts = ['', 'a', 'aaaa'.repeat(1000), '\u{10ffff}'.repeat(3000), internetPolicy(3000, 6)];
    for (const seed of [1, 2, 3]) {
      const random = randomNumbers(seed);
      for (const length of [100, 10_000, 300_000])
        texts.push(Array.from({ length }, () => String.fromCharCode(random() & 127)).join(''));
    }
    for (const text of texts)
      assert.ok(packedLines(text).join('\n').length <= mostPacked(Buffer.byteLength(text)));
  });

  it('are near the limit only if no form is further from it', () => {
    const near = 0.9 * scriptLimit;
    const [readable, steps] = (['readable', 'steps'] as const).map((form) => {
      const counts = Array.from({ length: 100 }, (_, i) => (form === 'readable' ? 50 + i : 700 + 15 * i));
      for (const count of counts) {
        const plan = planOf(modelOfText(internetPolicy(count, 5)));
        const size = sizeOfScript(plan);
        if (size.form === form && size.bytes > near) return plan;
      }
      return assert.fail(form);
    });
    assert.ok(staysBelow(readable, near));
    assert.ok(!staysBelow(steps, near));
  });

  it('are never much smaller as a list, so that steps that are far too large make the list unnecessary', () => {
    const six = Array.from(
      { length: 300 },
      (_, i) => `route 2600:${(i * 7919).toString(16).slice(-4)}::/32 unreachable`,
    );
    const texts = [
      ...Array.from({ length: runs(30) }, (_, seed) => randomPolicy(seed)),
      network + six.join('\n'),
    ];
    for (const text of texts) {
      const plan = planOf(modelOfText(text));
      const [list, steps] = (['packed', 'steps'] as const).map(
        (form) => scriptAs(plan, { form, code: 'packed', packed: false }).length,
      );
      assert.ok(list > 0.9 * steps, `${list} and ${steps} bytes:\n${text}`);
    }
  });

  it('fit a size limit to the byte', async () => {
    const own = { 'mine.sh': `#!/bin/bash\n${'echo one more line of it\n'.repeat(300)}` };
    for (const seed of [1, 2, 3]) {
      const policy = internetPolicy(1500 + 100 * seed, seed);
      for (const text of [policy, `${policy}on-start "mine.sh"\n`]) {
        const plan = planOf(await modelOfFiles(text, own));
        const { form, bytes } = sizeOfScript(plan);
        assert.strictEqual(form, 'steps');
        assert.ok(!staysBelow(plan, bytes) && staysBelow(plan, bytes + 1), `seed ${seed}`);
      }
    }
  });

  it('that fit in no form are reported as too large, with the excess and what would reduce it', () => {
    const message = tooLarge(planOf(modelOfText(internetPolicy(6000, 4)))) ?? '';
    assert.match(
      message,
      /^the script has [\d,]+ bytes with 6,001 routes, packed as tightly as possible, [\d,]+ more than AWS accepts \([\d,]+ of at most 16,384 base64 characters\); to shrink it, use fewer routes \(`--minimise` /,
    );
    const about = `# ${'word '.repeat(3000)}\npolicy A\n${network}`;
    assert.match(
      tooLarge(planOf(modelOfText(about))) ?? '',
      /use a shorter comment above the policy \(it takes 15,\d{3} bytes\)$/,
    );
  });
});

describe('a script holds', function () {
  /** As many prefixes as AWS publishes for IPv4, minimised, and about equally dense. */
  const awsLike = (): string => {
    const random = randomNumbers(7);
    const prefixes = new Set<string>();
    for (let block = 3 * 65536; prefixes.size < 1754; block += 1 + (random() % 4)) {
      const length = [15, 16, 16, 18, 20, 22, 24][random() % 7];
      const base = block * 65536 + (length > 16 ? (random() % 2 ** (length - 16)) * 2 ** (32 - length) : 0);
      if (block % 2 === 0 || length > 15)
        prefixes.add(`${base >>> 24}.${(base >>> 16) & 255}.${(base >>> 8) & 255}.${base & 255}/${length}`);
    }
    return `policy Aws\n${network}route ${[...prefixes].join(', ')} via vpc\n`;
  };
  const shapeOf = (text: string) => sizeOfScript(planOf(modelOfText(text)));

  it('85 routes in clear text, the script included', () => {
    for (const seed of [1, 2, 3]) {
      const { form, code, bytes } = shapeOf(internetPolicy(85, seed));
      assert.deepStrictEqual([form, code === 'packed', bytes <= scriptLimit], ['readable', false, true]);
    }
  });
  it('200 routes on a line each, 350 as a list, 720 packed, 1,400 as steps', () => {
    for (const [count, form] of [
      [200, 'readable'],
      [350, 'list'],
      [720, 'packed'],
      [1400, 'steps'],
    ] as const) {
      const shape = shapeOf(internetPolicy(count, 3));
      assert.strictEqual(shape.form, form);
      assert.ok(shape.bytes <= scriptLimit);
    }
  });
  it("a list the size of all of AWS's IPv4 prefixes", () => {
    assert.ok(shapeOf(awsLike()).base64 <= 16384);
  });
  it('its own code, packed, in no more than the estimate', async () => {
    for (let seed = 1; seed <= runs(40); seed++) {
      const { text, files } = await randomUnit(seed);
      const plan = { ...planOf(await modelOfFiles(text, files)), onStart: undefined, about: [] };
      const shape = { form: 'steps', code: 'packed', packed: false } as const;
      const compiled = scriptAs({ ...plan, routes: [] }, shape);
      const [clear] = compiled.split('# 0 routes', 1);
      const headAndValues = clear.replace(/^\[ -n .*\n/m, '');
      const withIPv6 = plan.six || (plan.vpc?.subnetRouters[6].length ?? 0) > 0;
      assert.ok(compiled.length - headAndValues.length < mostCode(withIPv6), `seed ${seed}`);
    }
  });
});
