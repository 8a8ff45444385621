import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { forms, mostPacked, packedLines, routesFunction, type Form } from '../../server/emit/script/forms';
import { planOf, type Plan } from '../../server/emit/plan';
import { script, scriptLimit, scriptSize, staysBelow, tooLarge } from '../../server/emit/script/script';
import { randomNumbers } from '../../server/verify/addresses';
import { notProven } from '../not-proven';
import { internetPolicy, modelOfFiles, modelOfText, randomPolicy } from '../random-policy';

/*
 * However the routes are packed, `routes` prints the same lines: those of the readable form, ordered by way, then
 * by length and address, without the comments.
 */

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
const packed: readonly Form[] = forms.filter((form) => form !== 'readable');
/** All that a packed script may use: bash itself, ip, and these. */
const commands = ['cat', 'head', 'tail', 'sleep', 'base64', 'gzip', 'mktemp', 'chmod', 'rm'];

describe('routes, packed,', function () {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-forms-'));
    for (const name of commands) {
      const { stdout } = spawnSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' });
      symlinkSync(stdout.trim(), path.join(folder, name));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What bash prints for each text, with no other command on its PATH than those above: one bash for all of them. */
  const printed = (texts: readonly string[]): string[] => {
    const set = 'set -u; vpc=eth2 vpc6=eth2 direct=eth0 gateway=192.0.2.1 router=10.0.0.1 router6=fe80::1';
    const { stdout, stderr, error } = spawnSync('/bin/bash', ['-s'], {
      input: texts.map((text) => `(${set}\n${text}\nroutes\n)\nprintf '\\0'\n`).join(''),
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
  const textOf = (plan: Plan, form: Form): string => routesFunction(plan, form).join('\n');
  /** Each form's lines, and those of the readable one in the order of the others. */
  const linesOf = (plan: Plan, of: readonly Form[]): { expected: string; lines: string[] } => {
    const [readable, ...lines] = printed([textOf(plan, 'readable'), ...of.map((form) => textOf(plan, form))]);
    return { expected: batch(plan, readable), lines };
  };
  const batch = (plan: Plan, readable = printed([textOf(plan, 'readable')])[0]): string => {
    const lines = readable.split('\n').filter((line) => line.startsWith('route '));
    assert.strictEqual(lines.length, plan.routes.length);
    const order = ['unreachable', 'prohibit', 'blackhole', 'vpc', 'direct'];
    const rank = ({ type, next }: Plan['routes'][number]) => order.indexOf(next ?? type);
    return plan.routes
      .map((route, i) => ({ route, line: `${lines[i]}\n` }))
      .sort(
        ({ route: a }, { route: b }) =>
          rank(a) - rank(b) ||
          a.family - b.family ||
          a.length - b.length ||
          (a.base < b.base ? -1 : a.base > b.base ? 1 : 0),
      )
      .map(({ line }) => line)
      .join('');
  };
  const needsBash = (context: Mocha.Context): void => {
    if (spawnSync('/bin/bash', ['-c', ':']).error)
      notProven(context, 'packed routes are the routes', '/bin/bash is missing');
  };

  it('are the same routes byte for byte, of random policies', function () {
    needsBash(this);
    const plans = Array.from({ length: 60 }, (_, i) => planOf(modelOfText(randomPolicy(i + 1))));
    const all: readonly Form[] = ['readable', ...packed];
    const lines = printed(plans.flatMap((plan) => all.map((form) => textOf(plan, form))));
    for (const [i, plan] of plans.entries()) {
      if (plan.routes.length === 0) continue;
      const [readable, ...others] = lines.slice(i * all.length, (i + 1) * all.length);
      for (const [at, text] of others.entries())
        assert.strictEqual(text, batch(plan, readable), `seed ${i + 1}, ${packed[at]}`);
    }
  });

  it('are the same at the ends of the address space and of lengths, nested and side by side', function () {
    needsBash(this);
    const prefixes = [
      ...['0.0.0.0/1', '128.0.0.0/1', '1.0.0.0/8', '1.0.0.0/9', '1.0.0.0/32', '1.0.0.1', '1.0.0.2/31'],
      ...['1.0.0.128/25', '1.1.0.0/16', '9.255.255.255', '10.0.0.0/27', '10.0.0.32/28', '10.0.0.48/29'],
      ...['10.0.0.56/30', '223.255.255.255', '200.0.0.0/7', '200.1.0.0/24', '200.1.1.0/24', '202.0.0.0/8'],
      ...['2600::/16', '2001:db8::1', '::1:0:0/96'],
    ];
    const plan = planOf(modelOfText(`${network}route ${prefixes.join(', ')} unreachable`));
    assert.strictEqual(plan.routes.length, prefixes.length + 1);
    const { expected, lines } = linesOf(plan, packed);
    for (const [i, form] of packed.entries()) assert.strictEqual(lines[i], expected, form);
  });

  it('are 1,800 of an internet-like list, over vpc, direct and refusals, in what AWS takes', function () {
    needsBash(this);
    const plan = planOf(modelOfText(internetPolicy(1800, 1)));
    const { bytes, base64, form, limit } = scriptSize(plan);
    assert.deepStrictEqual(limit, { bytes: scriptLimit, base64: 16384 });
    assert.strictEqual(form, 'steps');
    assert.strictEqual(tooLarge(plan), undefined);
    assert.ok(bytes <= scriptLimit && base64 <= 16384, `${bytes} bytes`);
    assert.strictEqual(Buffer.from(script(plan)).toString('base64').length, base64);
    const { expected, lines } = linesOf(plan, ['steps']);
    assert.strictEqual(lines[0], expected);
  });

  it('are read by the line that the script names for it', function () {
    needsBash(this);
    for (const count of [300, 1000, 1800]) {
      const plan = planOf(modelOfText(internetPolicy(count, 2)));
      const text = script(plan);
      const line = /^# To read them: {2}(.*)$/m.exec(text)?.[1];
      if (scriptSize(plan).form === 'list') continue;
      assert.ok(line !== undefined, `no line for ${count} routes`);
      const file = path.join(folder, 'on-start.sh');
      writeFileSync(file, text);
      const { stdout } = spawnSync('bash', ['-c', line.replace('THIS-FILE', file)], { encoding: 'utf8' });
      const bare = batch(plan)
        .replace(/ dev \S+/g, ' dev ')
        .replace(/ via 192.0.2.1/g, ' via ');
      assert.strictEqual(stdout, bare);
    }
  });

  it("leave the user's script to be read by the line that the script names for it", async function () {
    needsBash(this);
    const text = `#!/bin/bash\nEND\n\x07\u2028${'echo one more line of it\n'.repeat(600)}END\n`;
    for (const count of [20, 700, 1500]) {
      const policy = `${internetPolicy(count, 2)}on-start "mine.sh"\n`;
      const plan = planOf(await modelOfFiles(policy, { 'mine.sh': text }));
      const whole = script(plan);
      const line = /^ {2}# To read it: {2}(.*)$/m.exec(whole)?.[1];
      assert.ok(line !== undefined, `no line for ${count} routes`);
      const file = path.join(folder, 'on-start.sh');
      writeFileSync(file, whole);
      const { stdout } = spawnSync('bash', ['-c', line.replace('THIS-FILE', file)], { encoding: 'utf8' });
      assert.strictEqual(stdout, text);
    }
  });

  it('take the form that reads best of those that fit', () => {
    const seen = [20, 90, 250, 700, 1800].map(
      (count) => scriptSize(planOf(modelOfText(internetPolicy(count, 3)))).form,
    );
    assert.deepStrictEqual(seen, ['readable', 'readable', 'list', 'packed', 'steps']);
  });

  it('never take more packed than what is said of them unpacked', () => {
    const texts = ['', 'a', 'aaaa'.repeat(1000), '\u{10ffff}'.repeat(3000), internetPolicy(3000, 6)];
    for (const seed of [1, 2, 3]) {
      const random = randomNumbers(seed);
      for (const length of [100, 10_000, 300_000])
        texts.push(Array.from({ length }, () => String.fromCharCode(random() & 127)).join(''));
    }
    for (const text of texts)
      assert.ok(packedLines(text).join('\n').length <= mostPacked(Buffer.byteLength(text)));
  });

  it('are near the limit where no form is further from it', () => {
    const near = 0.9 * scriptLimit;
    const [readable, steps] = (['readable', 'steps'] as const).map((form) => {
      const counts = Array.from({ length: 100 }, (_, i) => (form === 'readable' ? 50 + i : 1000 + 15 * i));
      const plans = counts.map((count) => planOf(modelOfText(internetPolicy(count, 5))));
      const found = plans.find((plan) => {
        const size = scriptSize(plan);
        return size.form === form && size.bytes > near;
      });
      assert.ok(found, form);
      return found;
    });
    assert.ok(staysBelow(readable, near));
    assert.ok(!staysBelow(steps, near));
  });

  it('are below a size by the byte', async () => {
    const own = { 'mine.sh': `#!/bin/bash\n${'echo one more line of it\n'.repeat(300)}` };
    for (const seed of [1, 2, 3]) {
      const policy = internetPolicy(1500 + 100 * seed, seed);
      for (const text of [policy, `${policy}on-start "mine.sh"\n`]) {
        const plan = planOf(await modelOfFiles(text, own));
        const { form, bytes } = scriptSize(plan);
        assert.strictEqual(form, 'steps');
        assert.ok(!staysBelow(plan, bytes) && staysBelow(plan, bytes + 1), `seed ${seed}`);
      }
    }
  });

  it('that fit in no form are said to be too large, by how much, and what would shrink them', () => {
    const message = tooLarge(planOf(modelOfText(internetPolicy(6000, 4)))) ?? '';
    assert.match(
      message,
      /^the script has [\d,]+ bytes with its 6,001 routes packed as tightly as can be, [\d,]+ more than AWS takes \(12,288: [\d,]+ characters of base64, of at most 16,384\)\. What would shrink it: fewer routes: --minimise /,
    );
    const about = `# ${'word '.repeat(3000)}\npolicy A\n${network}`;
    assert.match(
      tooLarge(planOf(modelOfText(about))) ?? '',
      /a shorter comment above the policy: 15,\d{3} bytes/,
    );
  });
});
