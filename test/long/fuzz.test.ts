import * as assert from 'node:assert';
import { grouped } from '../../server/lib/numbers';
import { assertEdits, assertPolicy } from '../fuzz';
import { runs } from '../volume';

/** A hundred for each policy of the kernel's: 100,000 by default, and twice as many edits. */
const count = runs(10_000);
/** The number of the first policy, to test other policies than the last time. */
const from = Number(process.env['NBROUTE_FUZZ_FROM'] ?? 0);
const editsEach = 8;

/** The first seeds that fail a check, with the errors. */
async function failures(count: number, check: (seed: number) => Promise<unknown>): Promise<string[]> {
  const failed: string[] = [];
  for (let seed = from; seed < from + count && failed.length < 3; seed++)
    try {
      await check(seed);
    } catch (error) {
      failed.push(`seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  return failed;
}

describe('random policies with all parts of the language', () => {
  it(`can be read, looked up, formatted, compiled and imported, ${grouped(count)} of them`, async () => {
    let clean = 0;
    const failed = await failures(count, async (seed) => {
      if ((await assertPolicy(seed)).checked.counts.error === 0) clean++;
    });
    assert.deepStrictEqual(failed, []);
    process.stdout.write(`${count} random policies, ${clean} without errors\n`);
    assert.ok(clean > count / 5 && clean < (4 * count) / 5, `${clean} without errors`);
  });

  it(`can be edited ${grouped(2 * count)} times, with the same results as a text that is parsed at once`, async () => {
    const failed = await failures((2 * count) / editsEach, (seed) => assertEdits(seed, editsEach));
    assert.deepStrictEqual(failed, []);
  });
});
