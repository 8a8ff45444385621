import * as assert from 'node:assert';
import { routerDifferences } from './vpc-router-agreement';
import { runs } from '../volume';

describe('the VPC router', () => {
  it('agrees in random accounts with a model that searches all rows for each address', () => {
    const { compared, states, different } = routerDifferences(
      Array.from({ length: runs(1000) }, (_, seed) => seed),
    );
    assert.deepStrictEqual(different.slice(0, 5), []);
    // The comparison is meaningful only if every state occurs.
    for (const state of ['ok', 'dead-end', 'unknown'])
      assert.ok(states[state] > compared / 10, `${state}: ${states[state]} of ${compared}`);
  });
});
