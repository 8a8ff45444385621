import * as assert from 'node:assert';
import { grouped } from '../../server/lib/numbers';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { verifyCommand as verifyCommand } from '../../server/cli/commands/verify';
import { emit } from '../../server/emit/emit';
import { reportText } from '../../server/verify/report';
import { verify } from '../../server/verify/verify';
import { assertOutput } from '../cli/schemas';
import { root } from '../fixture';
import { modelOfText } from '../random-policy';
import { blogModel, clearScript, needsKernel, started } from './kernel';
import { assertAgrees, assertPasted, knownPolicies, knownPolicy, pastedTexts, shells } from './agreement';
import { compareRandom, figure } from './random';
import { isLong, policies, share } from '../volume';

describe('a real kernel, after the compiled script, agrees with the model', () => {
  for (const [index, name] of knownPolicies.entries())
    it(`for ${name}, in ${isLong ? 'every' : 'one'} starting table, naming and subnet`, async function () {
      await needsKernel(this, `${name} does on a kernel what its table says`);
      const addresses = assertAgrees(
        await verify(knownPolicy(name), { only: (i, count) => isLong || i === (index * 7) % count }),
      );
      assert.ok(addresses > (isLong ? 500 : 50), `only ${addresses} addresses asked`);
    });

  it(`for ${grouped(policies)} random policies`, async function () {
    await needsKernel(this, `${policies} random policies do on a kernel what their tables say`);
    // One combination of starting table, naming and subnet for each policy, or every third.
    const compared = await compareRandom(
      policies,
      (seed) => (i, count) => (isLong ? (i + seed) % 3 === 0 : i === (seed * 7) % count),
    );
    if (isLong) process.stdout.write(`${figure(compared)}\n`);
    assert.deepStrictEqual(compared.different, []);
    const seen = new Set(
      compared.runs.flatMap(({ start, names }) => [start, `${names.direct}/${names.vpc}`]),
    );
    for (const each of ['blog', 'connected', 'dhcp', 'eth0/eth2', 'ens5/ens7'])
      assert.ok(seen.has(each), each);
  });
});

describe('a real kernel, after the commands are pasted into a terminal, agrees with the model', () => {
  for (const [index, shell] of shells.entries())
    it(`in ${shell}`, async function () {
      await needsKernel(this, 'the bare commands do on a kernel what the table says');
      const texts = pastedTexts.filter((_, i) => isLong || i < 3 || i % 4 === index);
      for (const [i, text] of texts.entries())
        await assertPasted(shell, text, (combination) =>
          isLong ? (combination + i) % 3 === 0 : combination === i % 3,
        );
    });
});

describe('the commands that remove the routes', () => {
  it("restore the table, except for the mark on the VPC's own blocks", async function () {
    await needsKernel(this, 'the commands of --undo take the routes away');
    for (const text of [
      'policy Blog\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 10.0.0.0/16 via vpc\nroute 10.9.0.0/16 via direct\nroute 10.8.0.0/16, 192.0.2.1 blackhole\nroute 192.0.2.0/24 prohibit',
      'policy Six\nvpc 172.31.0.0/16, 2001:db8::/56\nsubnet 172.31.64.0/20, 2001:db8::/64\nroute 2600::/16 via vpc\nroute fd00::/8 unreachable\nroute 2a00::/16 prohibit\nroute default via vpc # allow moves-default\n',
    ]) {
      const model = modelOfText(text);
      const pasted = `sudo() { "$@"; }\n${emit(model, 'commands')}`;
      const set = await started({ model, script: `#!/bin/sh\n${pasted}` });
      assert.strictEqual(set.first.output, '');
      const undone = await started({
        model,
        script: `#!/bin/sh\n${pasted}${emit(model, 'commands', { undo: true })}`,
      });
      assert.strictEqual(undone.first.output, '');
      assert.notStrictEqual(set.first.table, set.before);
      const unmarked = (table: string) => table.replace(/ proto static/g, '');
      assert.strictEqual(unmarked(undone.first.table), undone.before);
    }
  });
});

describe('text of a policy', () => {
  it('is never run, whatever it contains', async function () {
    await needsKernel(this, 'hostile text of a policy is not run');
    const model = modelOfText(readFileSync(path.join(root, 'test/emit/goldens/hostile.nbroute'), 'utf8'));
    const check = '[ ! -e /run/nbroute/harmed ] || exit 7\n';
    for (const script of [
      emit(model, 'script') + check,
      `#!/bin/sh\nsudo() { "$@"; }\n${emit(model, 'commands')}${check}`,
    ])
      assertAgrees(await verify(model, { script, only: (i) => i === 0 }));
    const harmed = `${emit(model, 'script')}touch /run/nbroute/harmed\n${check}`;
    const report = await verify(model, { script: harmed, only: (i) => i === 0 });
    assert.match(reportText(report), /ended with 7/);
  });
});

describe('nbroute verify', () => {
  it('reports as text or as JSON, shows and clears its progress, and exits with 0 if the kernel agrees', async function () {
    await needsKernel(this, 'the verify command works, reports as JSON and shows its progress');
    const lines: string[] = [];
    const [code, json] = await commanded({ format: 'json', addresses: '7', seed: '3' }, (line) =>
      lines.push(line),
    );
    assert.strictEqual(code, 0);
    const report: unknown = JSON.parse(json);
    assertOutput('verify', report);
    assert.deepStrictEqual([report.kind, report.runs?.length, report.ok], ['compared', 6, true]);
    assert.deepStrictEqual(lines, [...[1, 2, 3, 4, 5, 6].map((done) => `${done} of 6 notebooks`), '']);
    if (!isLong) return;
    const [, text] = await commanded({});
    assert.match(
      text,
      /^Route10CidrThroughVPC: the kernel agrees: ([\d,]+) of \1 addresses on 6 notebooks\n/,
    );
  });

  it('rejects invalid numbers', async () => {
    await assert.rejects(
      commanded({ addresses: 'many' }),
      /--addresses takes a number from 1 to 100000, not "many"/,
    );
  });
});

async function commanded(
  values: Readonly<Record<string, string>>,
  progress?: (line: string) => void,
): Promise<[number, string]> {
  let out = '';
  const code = await verifyCommand({
    values,
    positionals: ['samples/blog.nbroute'],
    streams: {
      out: (text) => {
        out += text;
        return Promise.resolve();
      },
      err: () => Promise.resolve(),
      progress,
      colour: false,
      unicode: true,
      width: undefined,
    },
  });
  return [code, out];
}

describe('the proof can fail', () => {
  const text = 'route 10.0.0.0/16 via vpc\nroute 10.4.0.0/16 unreachable\nroute 10.2.0.0/16 via direct';

  const broken: readonly [string, (script: string) => string][] = [
    [
      'a route is missing',
      (script) => script.replace(/^10\.0\.0\.0\/16 via vpc\n/m, '').replace(/^total=4$/m, 'total=3'),
    ],
    ['a prefix is one bit too long', (script) => script.replace(/^10\.0\.0\.0\/16 /m, '10.0.0.0/17 ')],
    ['a prefix is one bit too short', (script) => script.replace(/^10\.0\.0\.0\/16 /m, '10.0.0.0/15 ')],
    [
      'a reject route is of another type',
      (script) => script.replace(/^10\.4\.0\.0\/16 unreachable$/m, '10.4.0.0/16 prohibit'),
    ],
    [
      'a gateway is another',
      (script) => script.replace('172.31.64.0/20 172.31.64.1', '172.31.64.0/20 172.31.64.2'),
    ],
    [
      'a route leaves by another interface',
      (script) => script.replace(/^10\.2\.0\.0\/16 via direct$/m, '10.2.0.0/16 via vpc'),
    ],
  ];
  for (const [what, breaking] of share(broken))
    it(`when ${what}`, async function () {
      await needsKernel(this, 'distinguishes a wrong script from a right one');
      const model = blogModel(text);
      const script = emit(model, 'script');
      assert.notStrictEqual(breaking(script), script);
      const report = await verify(model, { script: breaking(script), only: (i) => i === 0 });
      assert.ok(report.kind === 'compared');
      assert.ok(!report.ok);
      assert.ok(report.runs.every(({ disagreements }) => disagreements.length > 0));
      assert.match(
        reportText(report),
        /the kernel disagrees on 1 of 1 notebook[^]*10\.\d+\.\d+\.\d+: the table says/,
      );
    });

  it("when the restore service's loop restores nothing", async function () {
    await needsKernel(this, 'distinguishes a loop that restores nothing from one that does');
    const model = blogModel(text);
    const script = clearScript(model).replace('exec 3<', 'exit 3; exec 3<');
    const report = await verify(model, { script, only: (i) => i === 0 });
    assert.ok(report.kind === 'compared' && !report.ok);
    assert.strictEqual(report.runs[0].restored, false);
    assert.match(reportText(report), /the restore service's loop did not set the removed routes again/);
  });

  it('reports that the loop restored the routes, not systemd, and nothing of it with on-loss ignore', async function () {
    await needsKernel(this, "the restore service's loop restores routes");
    const output = [];
    for (const more of ['', '\non-loss ignore']) {
      const report = await verify(blogModel(`${text}${more}`), { only: (i) => i === 0 });
      assert.ok(report.kind === 'compared' && report.ok);
      output.push(report.runs[0].restored, reportText(report).includes('the loop, not systemd.'));
    }
    assert.deepStrictEqual(output, [true, true, null, false]);
  });

  it('restores the routes of a policy without a VPC, with and without an interface to find', async function () {
    await needsKernel(this, 'the loop works without a VPC');
    for (const more of ['', 'route 172.16.0.0/16 via direct\n']) {
      const model = modelOfText(`policy None\nroute 10.1.0.0/16 unreachable\n${more}`);
      assert.match(clearScript(model), /^look\(\) \{/m);
      const report = await verify(model, { only: (i) => i === 0 });
      assert.ok(report.kind === 'compared' && report.ok, reportText(report));
      assert.strictEqual(report.runs[0].restored, true);
    }
  });

  it('if the script does nothing, fails, or does something else the second time', async function () {
    await needsKernel(this, 'distinguishes a script that fails from one that works');
    const model = blogModel(text);
    const of = async (script: string): Promise<string> => {
      const report = await verify(model, { script: `#!/bin/bash\n${script}\n`, only: (i) => i === 0 });
      assert.ok(report.kind === 'compared' && !report.ok);
      return reportText(report);
    };
    assert.match(await of(':'), /the kernel disagrees/);
    assert.match(
      await of('echo "no luck"; exit 3'),
      /the script fails on 1 of 1 notebook\n[^]*ended with 3: no luck/,
    );
    assert.match(
      await of('ip route append 192.0.2.0/24 via 172.31.64.1 metric $RANDOM'),
      /another table than the first/,
    );
  });
});
