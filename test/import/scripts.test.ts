import * as assert from 'node:assert';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { imported } from '../../server/import/import-policy';
import { readDump } from '../../server/import/read';
import { casesOf, root } from '../fixture';
import { assertSound } from './sound';
import { needsKernel } from '../verify/kernel';
import { judged, startJudge, type Judge, type Judged } from './bash-judge';
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

  it('contain every construct in turn, if they are random', () => {
    const count = Object.keys(constructs).length;
    const used = new Set(Array.from({ length: count }, (_, seed) => randomScript(seed).constructs).flat());
    assert.deepStrictEqual([...used].sort(), Object.keys(constructs).sort());
  });
});

describe('scripts, run by bash on a kernel,', () => {
  let judge: Judge | undefined;
  before(async function () {
    await needsKernel(this, 'scripts do on a kernel what import says');
    judge = await startJudge();
  });
  after(() => judge?.end());

  async function judgedOnKernel(text: string): Promise<Judged> {
    assert.ok(judge);
    return judged(text, await judge.run(text));
  }

  it('route every address like the policy of a difficult one, or a line is reported', async () => {
    for (const kind of kinds)
      for (const { title, text } of share(scriptsOf(kind))) {
        const { differences, notes } = await judgedOnKernel(text);
        if (notes.length === 0) assert.deepStrictEqual(differences, [], `${kind} ${title}\n${text}`);
      }
  });

  it('route every address like the policy of a random one, or a line is reported', async () => {
    for (let seed = 0; seed < runs(100); seed++) {
      const { text } = randomScript(seed);
      const { differences, notes } = await judgedOnKernel(text);
      if (notes.length === 0) assert.deepStrictEqual(differences, [], `seed ${seed}\n${text}`);
    }
  });

  it('route every address like the policy if nothing in them is unknown', async () => {
    const unknown = /-unknown|^default$|^trap$|^exit$|^attributes$|^refused$|^delete|^flush$/;
    for (let seed = 1000; seed < 1000 + runs(100); seed++) {
      const { text, constructs: used } = randomScript(seed);
      if (used.some((name) => unknown.test(name))) continue;
      const { differences } = await judgedOnKernel(text);
      assert.deepStrictEqual(differences, [], `seed ${seed}\n${text}`);
    }
  });
});
