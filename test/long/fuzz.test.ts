import * as assert from 'node:assert';
import { assertEdits, assertPolicy } from '../fuzz';

/** A hundred for each policy of the command: 100,000 by default, and twice as many edits. */
const policies = 100 * Number(process.env['NBROUTE_POLICIES'] ?? 1000);
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
  it(`can be read, looked up, formatted, compiled and imported, ${policies.toLocaleString('en')} of them`, async () => {
    let clean = 0;
    const failed = await failures(policies, async (seed) => {
      if ((await assertPolicy(seed)).checked.counts.error === 0) clean++;
    });
    assert.deepStrictEqual(failed, []);
    process.stdout.write(`${policies} random policies, ${clean} without errors\n`);
    assert.ok(clean > policies / 5 && clean < (4 * policies) / 5, `${clean} without errors`);
  });

  it(`can be edited ${(2 * policies).toLocaleString('en')} times, with the same results as a text that is parsed at once`, async () => {
    const failed = await failures((2 * policies) / editsEach, (seed) => assertEdits(seed, editsEach));
    assert.deepStrictEqual(failed, []);
  });
});
