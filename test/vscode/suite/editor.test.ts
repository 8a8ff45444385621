import assert from 'node:assert/strict';
import { version } from 'vscode';

describe('VS Code', () => {
  it('is 1.139', () => {
    assert.match(version, /^1\.139\./);
  });
});
