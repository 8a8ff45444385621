import * as assert from 'node:assert';
import { portDifferences } from './ports-agreement';
import { runs } from '../volume';

describe('the decisions about ports', () => {
  it('agree in random accounts with a model that asks each rule about each packet', () => {
    const { compared, states, different } = portDifferences(
      Array.from({ length: runs(1000) }, (_, seed) => seed),
      { addresses: 4, ports: 3 },
    );
    assert.deepStrictEqual(different.slice(0, 5), []);
    for (const state of ['allowed', 'blocked', 'unknown'])
      assert.ok(states[state] > compared / 20, `${state}: ${states[state]} of ${compared}`);
  });
});
