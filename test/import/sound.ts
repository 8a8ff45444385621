import * as assert from 'node:assert';
import { formatted } from '../../server/model/formatting';
import type { Model } from '../../server/model/model';
import { check } from '../../server/rules/runner';
import { rules } from '../../server/rules/registry';
import { modelOfText } from '../random-policy';

/** The model of an imported policy, which must be formatted and without errors. */
export function assertSound(text: string): Model {
  assert.strictEqual(formatted(text), text);
  const model = modelOfText(text);
  const { diagnostics } = check(model, rules, new Map(), 10, { keep: (severity) => severity === 'error' });
  assert.deepStrictEqual(
    // An on-start script is in the policy's folder, which does not exist here.
    diagnostics
      .filter(({ rule }) => rule !== 'path-outside')
      .map(({ rule, message }) => `${rule}: ${message}`),
    [],
    text,
  );
  return model;
}
