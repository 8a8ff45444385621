import * as assert from 'node:assert';
import { verify } from '../../server/verify/verify';
import {
  assertAgrees,
  assertPasted,
  knownPolicies,
  knownPolicy,
  pastedTexts,
  shells,
} from '../verify/agreement';
import { needsKernel } from '../verify/kernel';
import { portDifferences } from '../model/ports-agreement';
import { routerDifferences } from '../model/vpc-router-agreement';
import { compareAccounts } from '../verify/accounts';
import { compareRandom, figure } from '../verify/random';
import { policies, runs } from '../volume';

describe('a real kernel agrees with the model', () => {
  for (const name of knownPolicies)
    it(`for ${name}, in every starting table, naming and subnet`, async function () {
      await needsKernel(this, `${name} does on a kernel what its table says`);
      const addresses = assertAgrees(await verify(knownPolicy(name)));
      assert.ok(addresses > 500, `only ${addresses} addresses asked`);
    });

  for (const shell of shells)
    it(`after commands are pasted into ${shell}, in every third combination`, async function () {
      await needsKernel(this, 'the bare commands do on a kernel what the table says');
      for (const [i, text] of pastedTexts.entries())
        await assertPasted(shell, text, (combination) => (combination + i) % 3 === 0);
    });

  const accounts = Math.ceil(policies / 4);
  it(`for packets through the VPC routers of ${accounts} random accounts`, async function () {
    await needsKernel(this, `${accounts} random route tables forward as their models say`);
    const { packets, different } = await compareAccounts(
      Array.from({ length: accounts }, (_, i) => 1000 + i),
    );
    process.stdout.write(`${packets} packets through ${accounts} VPC routers\n`);
    assert.deepStrictEqual(different, []);
  });

  const count = policies.toLocaleString('en-US');
  it(`for ${count} random policies, in every third combination of starting table, naming and subnet`, async function () {
    await needsKernel(this, `${count} random policies do on a kernel what their tables say`);
    const compared = await compareRandom(policies, (seed) => (combination) => (combination + seed) % 3 === 0);
    process.stdout.write(`${figure(compared)}\n`);
    assert.deepStrictEqual(compared.different, []);
  });
});

describe('the decisions about ports agree with a model that asks each rule about each packet', function () {
  it('for a hundred random accounts for each policy', () => {
    const seeds = Array.from({ length: runs(10_000) }, (_, i) => 1_000_000 + i);
    const { compared, different } = portDifferences(seeds, { addresses: 10, ports: 5 });
    process.stdout.write(`${compared} packets compared\n`);
    assert.deepStrictEqual(different, []);
  });
});

describe('the VPC router agrees with a model that searches all rows for each address', function () {
  it('for a hundred random accounts for each policy', () => {
    const { compared, different } = routerDifferences(
      Array.from({ length: runs(10_000) }, (_, i) => 1_000_000 + i),
    );
    process.stdout.write(`${compared} addresses compared\n`);
    assert.deepStrictEqual(different, []);
  });
});
