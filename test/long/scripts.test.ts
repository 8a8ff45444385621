import * as assert from 'node:assert';
import { grouped } from '../../server/lib/numbers';
import { judged, startJudge } from '../import/bash-judge';
import { constructs, randomScript } from '../import/random-scripts';
import { needsKernel } from '../verify/kernel';
import { runs } from '../volume';

/** Sixteen for each policy of the command: 16,000 by default, with each construct in far more than 200. */
const scripts = runs(1600);
const least = scripts / 80;
/** The number of the first script, to test other scripts than the last time. */
const from = Number(process.env['NBROUTE_SCRIPTS_FROM'] ?? 0);

describe('random scripts, run by bash on a kernel,', () => {
  it(`${grouped(scripts)} of them: no unreported difference, and every construct in at least ${least}`, async function () {
    await needsKernel(this, `${scripts} random scripts do on a kernel what import says`);
    const counts = new Map(Object.keys(constructs).map((name) => [name, 0]));
    const silent: string[] = [];
    let equal = 0;
    const judge = await startJudge();
    try {
      for (let seed = from; seed < from + scripts; seed++) {
        const { text, constructs: used } = randomScript(seed);
        for (const name of new Set(used)) counts.set(name, (counts.get(name) ?? 0) + 1);
        const { differences, notes } = judged(text, await judge.run(text));
        if (differences.length === 0) equal++;
        else if (notes.length === 0)
          silent.push(`seed ${seed}: ${differences.slice(0, 3).join('; ')}\n${text}`);
      }
    } finally {
      judge.end();
    }
    process.stdout.write(
      `${scripts} scripts: ${equal} equal, ${scripts - equal - silent.length} different and named\n`,
    );
    assert.deepStrictEqual(silent, []);
    assert.deepStrictEqual(
      [...counts].filter(([, count]) => count < least),
      [],
    );
  });
});
