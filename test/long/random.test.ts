import * as assert from 'node:assert';
import { needsKernel } from '../verify/kernel';
import { routerDifferences } from '../model/vpc-router-agreement';
import { compareRandom, figure } from '../verify/random';

describe('a real kernel, after the compiled script, agrees with the model', function () {
  this.timeout(3_600_000);
  it('for 1,000 random policies, of each every third starting table, naming and subnet', async function () {
    await needsKernel(this, '1,000 random policies do on a kernel what their tables say');
    const compared = await compareRandom(1000, (seed) => (combination) => (combination + seed) % 3 === 0);
    process.stdout.write(`${figure(compared)}\n`);
    assert.deepStrictEqual(compared.different, []);
  });
});

describe('the VPC router agrees with a model that goes through all rows for each address', function () {
  this.timeout(3_600_000);
  it('for 10,000 random accounts', () => {
    const { compared, different } = routerDifferences(
      Array.from({ length: 10_000 }, (_, i) => 1_000_000 + i),
    );
    process.stdout.write(`${compared} addresses compared\n`);
    assert.deepStrictEqual(different, []);
  });
});
