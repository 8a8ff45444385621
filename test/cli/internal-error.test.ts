import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { failed, Failure } from '../../server/cli/failure';
import { internalError, issuesPage } from '../../server/lib/internal-error';
import { version } from '../../package.json';
import { root } from '../fixture';
import { features } from '../../server/features/index';
import { session } from '../lsp/session';

const secret = 'route 10.66.0.0/16 via vpc # secret';

describe('an internal error', () => {
  it('is reported by its kind and stack, never by its message, which may quote a policy', () => {
    const error = new TypeError(`cannot read ${secret}\n    at policy (/secret/policy.js:1:2)\n${secret}`);
    const report = internalError(error);
    assert.match(report, /^TypeError\n {4}at .*internal-error\.test\.js:\d+:\d+/);
    assert.doesNotMatch(report, /secret|10\.66/);
    for (const thrown of [
      secret,
      { message: secret },
      undefined,
      Object.assign(new Error(secret), { name: secret }),
    ])
      assert.doesNotMatch(internalError(thrown), /secret|10\.66/);
  });

  it('exits with 3, and prints what to report and where', async () => {
    const { text, code } = await failed(new RangeError(secret), [
      'lookup',
      '--format',
      'json',
      '--tcp=443',
      'secret.nbroute',
      '10.66.0.1',
    ]);
    assert.strictEqual(code, 3);
    assert.ok(text.includes(issuesPage));
    assert.ok(
      text.includes(
        `version: nbroute ${version}\nplatform: ${process.platform} ${process.arch}, Node ${process.version}\n`,
      ),
    );
    assert.match(text, /^command: nbroute lookup --format --tcp\ninternal error: RangeError\n {4}at /m);
    assert.doesNotMatch(text, /secret|10\.66/);
    assert.deepStrictEqual(await failed(new Failure('no'), []), { text: 'nbroute: no\n', code: 2 });
  });

  it('is how any bug in a command is reported, even outside its promise', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-'));
    try {
      const policy = path.join(folder, 'p.nbroute');
      writeFileSync(policy, `${secret}\n`);
      const faults = {
        now: `JSON.stringify = () => { throw new TypeError(${JSON.stringify(secret)}); };`,
        later: `JSON.stringify = () => { process.nextTick(() => { throw new TypeError(${JSON.stringify(secret)}); }); return '{}'; };`,
      };
      for (const [name, fault] of Object.entries(faults)) {
        writeFileSync(path.join(folder, 'fault.cjs'), fault);
        const { status, stderr, stdout } = spawnSync(
          process.execPath,
          [
            '--require',
            path.join(folder, 'fault.cjs'),
            path.join(root, 'dist/cli.js'),
            'check',
            '--format',
            'json',
            policy,
          ],
          { encoding: 'utf8' },
        );
        assert.strictEqual(status, 3, `${name}: ${stderr}`);
        assert.match(stderr, /^command: nbroute check --format\ninternal error: TypeError$/m);
        assert.doesNotMatch(stderr + stdout, /secret|10\.66/);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('of the server is in its diagnostic information, without its message', async () => {
    const broken = {
      ...features,
      hover: () => {
        throw new TypeError(secret);
      },
    };
    const { client, open, end } = await session({ features: broken });
    try {
      open('a.nbroute', `${secret}\n`);
      const textDocument = { uri: 'file:///w/a.nbroute' };
      assert.strictEqual(
        await client.sendRequest('textDocument/hover', { textDocument, position: { line: 0, character: 1 } }),
        null,
      );
      const { text } = await client.sendRequest<{ readonly text: string }>(
        'nbroute/diagnosticInformation',
        {},
      );
      assert.match(text, /^version: nbroute 0\.0\.0$/m);
      assert.match(text, /^internal error: hover: TypeError\n {4}at /m);
      assert.doesNotMatch(text, /secret|10\.66/);
    } finally {
      end();
    }
  });
});
