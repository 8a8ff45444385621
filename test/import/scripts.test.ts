import * as assert from 'node:assert';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { imported } from '../../server/import/import-policy';
import { readDump } from '../../server/import/read';
import { casesOf, root } from '../fixture';
import { assertSound } from './sound';
import { needsKernel } from '../verify/kernel';
import { judged, withJudge } from './bash-judge';
import { constructs, randomScript } from './random-scripts';
import { runs, share } from '../volume';

/* Scripts by their kind of difficulty, KIND.sh, and their imports, KIND.out; UPDATE=1 writes the results. */
const folder = path.join(root, 'test/fixtures/import/scripts');
const kinds = readdirSync(folder)
  .filter((name) => name.endsWith('.sh'))
  .map((name) => name.slice(0, -3));

function scriptsOf(kind: string): { readonly title: string; readonly text: string }[] {
  const cases = casesOf(readFileSync(path.join(folder, `${kind}.sh`), 'utf8'));
  return cases.map(({ title, source }) => ({ title, text: `#!/bin/bash\n${source}` }));
}

function answer(text: string): string {
  const policy = imported(readDump(text, 'auto'));
  assertSound(policy.text);
  const inferred = /is inferred from/;
  return [
    ...policy.text.split('\n').filter((line) => line !== ''),
    ...policy.missing.map(({ line, message }) => `${line}: skipped line: ${message}`),
    ...policy.assumptions.flatMap(({ line, message }) =>
      inferred.test(message) ? [] : [`${line ?? '-'}: assumption: ${message}`],
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

describe('difficult scripts', () => {
  for (const kind of kinds)
    it(`are imported as bash would run them, or a line is reported: ${kind}`, () => {
      const actual = scriptsOf(kind)
        .map(({ title, text }) => `#==== ${title}\n${answer(text)}`)
        .join('');
      const file = path.join(folder, `${kind}.out`);
      if (process.env['UPDATE'] === '1') writeFileSync(file, actual);
      assert.strictEqual(actual, existsSync(file) ? readFileSync(file, 'utf8') : '');
    });

  it('route every address on a kernel like the policy, or a line is reported', async function () {
    await needsKernel(this, 'scripts of every kind do on a kernel what import says');
    await withJudge(async (run) => {
      for (const kind of kinds)
        for (const { title, text } of share(scriptsOf(kind))) {
          const { differences, notes } = judged(text, await run(text));
          if (notes.length === 0) assert.deepStrictEqual(differences, [], `${kind} ${title}\n${text}`);
        }
    });
  });
});

describe('scripts, run by bash on a kernel,', function () {
  it('route every address like their imported policy, or a line is reported', async function () {
    await needsKernel(this, 'scripts do on a kernel what import says');
    await withJudge(async (run) => {
      for (let seed = 0; seed < runs(100); seed++) {
        const { text } = randomScript(seed);
        const { differences, notes } = judged(text, await run(text));
        if (notes.length === 0) assert.deepStrictEqual(differences, [], `seed ${seed}\n${text}`);
      }
    });
  });

  it('route every address like the policy if nothing in them is unknown', async function () {
    await needsKernel(this, 'scripts of which nothing is unknown do on a kernel what import says');
    const unknown = /-unknown|^default$|^trap$|^exit$|^attributes$|^refused$|^delete|^flush$/;
    await withJudge(async (run) => {
      for (let seed = 1000; seed < 1000 + runs(100); seed++) {
        const { text, constructs: used } = randomScript(seed);
        if (used.some((name) => unknown.test(name))) continue;
        const { differences } = judged(text, await run(text));
        assert.deepStrictEqual(differences, [], `seed ${seed}\n${text}`);
      }
    });
  });

  it('contain every construct in turn', () => {
    const count = Object.keys(constructs).length;
    const used = new Set(Array.from({ length: count }, (_, seed) => randomScript(seed).constructs).flat());
    assert.deepStrictEqual([...used].sort(), Object.keys(constructs).sort());
  });
});
