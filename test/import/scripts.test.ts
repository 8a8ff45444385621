import * as assert from 'node:assert';
import { needsKernel } from '../verify/kernel';
import { judged, withJudge } from './bash-judge';
import { constructs, randomScript } from './random-scripts';

const runs = Number(process.env['NBROUTE_RUNS'] ?? 25);

describe('scripts, run by bash on a kernel,', function () {
  it('route every address as the policy that import makes of them, or a line is named', async function () {
    await needsKernel(this, 'scripts do on a kernel what import says');
    await withJudge(async (run) => {
      for (let seed = 0; seed < runs; seed++) {
        const { text } = randomScript(seed);
        const { differences, notes } = judged(text, await run(text));
        if (notes.length === 0) assert.deepStrictEqual(differences, [], `seed ${seed}\n${text}`);
      }
    });
  });

  it('of which nothing is unknown route every address as the policy does', async function () {
    await needsKernel(this, 'scripts of which nothing is unknown do on a kernel what import says');
    const unknown = /-unknown|^default$|^trap$|^exit$|^attributes$|^refused$|^delete|^flush$/;
    await withJudge(async (run) => {
      for (let seed = 1000; seed < 1000 + runs; seed++) {
        const { text, constructs: used } = randomScript(seed);
        if (used.some((name) => unknown.test(name))) continue;
        const { differences } = judged(text, await run(text));
        assert.deepStrictEqual(differences, [], `seed ${seed}\n${text}`);
      }
    });
  });

  it('have every construct in turn', () => {
    const count = Object.keys(constructs).length;
    const used = new Set(Array.from({ length: count }, (_, seed) => randomScript(seed).constructs).flat());
    assert.deepStrictEqual([...used].sort(), Object.keys(constructs).sort());
  });
});
