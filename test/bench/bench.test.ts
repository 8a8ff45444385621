import * as assert from 'node:assert';
import { Verdict } from '../../server/net/table';
import { check } from './engine';
import { internetLike, policyOf } from './policy';
import { referenceCheck } from './reference';

describe('benchmark', () => {
  it('compares the check with a loop that finds the same', async () => {
    const source = policyOf(internetLike(30_000, 3));
    const { checked, model } = await check(source);
    const limit = referenceCheck(source);
    assert.strictEqual(limit.routes, model.unit.file.plain.count);
    const table = model.tables[4];
    const redundant = table.verdict.filter((verdict) => verdict === Verdict.redundant).length;
    assert.ok(limit.duplicate > 0 && limit.conflicting > 0 && limit.redundant > 0 && checked.total > 0);
    assert.ok(
      Math.abs(limit.redundant - redundant) < 0.01 * redundant,
      `${limit.redundant} and ${redundant}`,
    );
  });
});
