// Replaces node:assert/strict without Node, with the same names and meanings, on top of chai.
import { assert } from 'chai';

const equal = assert.strictEqual.bind(assert);
const notEqual = assert.notStrictEqual.bind(assert);
const doesNotMatch = assert.notMatch.bind(assert);

async function rejects(work: Promise<unknown> | (() => Promise<unknown>), as?: RegExp): Promise<void> {
  let text: string;
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    text = error instanceof Error ? error.message : String(error);
    if (as) assert.match(text, as);
    return;
  }
  assert.fail('did not reject');
}

export default { ...assert, equal, notEqual, doesNotMatch, rejects };
