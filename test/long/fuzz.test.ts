import * as assert from 'node:assert';
import { assertEdits, assertPolicy } from '../fuzz';

/** A hundred for each of the policies that the command is for: 100,000 by hand, and twice as many edits. */
const policies = 100 * Number(process.env['NBROUTE_POLICIES'] ?? 1000);
/** Other policies than those of the last time: the number of the first. */
const from = Number(process.env['NBROUTE_FUZZ_FROM'] ?? 0);
const editsEach = 8;

/** The first seeds that something is not true of, and what. */
async function failures(count: number, check: (seed: number) => Promise<unknown>): Promise<string[]> {
  const found: string[] = [];
  for (let seed = from; seed < from + count && found.length < 3; seed++)
    try {
      await check(seed);
    } catch (error) {
      found.push(`seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  return found;
}

describe('random policies with everything that the language has', () => {
  it(`are read, looked up, formatted, compiled and imported, ${policies.toLocaleString('en')} of them`, async () => {
    let clean = 0;
    const found = await failures(policies, async (seed) => {
      if ((await assertPolicy(seed)).checked.counts.error === 0) clean++;
    });
    assert.deepStrictEqual(found, []);
    process.stdout.write(`${policies} random policies, ${clean} without errors\n`);
    assert.ok(clean > policies / 5 && clean < (4 * policies) / 5, `${clean} without errors`);
  });

  it(`are edited ${(2 * policies).toLocaleString('en')} times, with the answers of a text that is read at once`, async () => {
    const found = await failures((2 * policies) / editsEach, (seed) => assertEdits(seed, editsEach));
    assert.deepStrictEqual(found, []);
  });
});
