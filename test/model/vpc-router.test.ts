import * as assert from 'node:assert';
import { routerDifferences } from './vpc-router-agreement';

describe('the VPC router', () => {
  it('does with 1,000 random accounts what a model does that goes through all rows for each address', () => {
    const { compared, states, different } = routerDifferences(
      Array.from({ length: 1000 }, (_, seed) => seed),
    );
    assert.deepStrictEqual(different.slice(0, 5), []);
    // The comparison is worth something only where everything happens.
    for (const state of ['ok', 'dead-end', 'unknown'])
      assert.ok(states[state] > compared / 10, `${state}: ${states[state]} of ${compared}`);
  });
});
