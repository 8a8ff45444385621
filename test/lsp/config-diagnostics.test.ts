import * as assert from 'node:assert';
import type { DocumentDiagnosticReport, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { until } from '../until';
import { capable, session, uriOf, type Options, type Session } from './session';

const config = uriOf('nbroute.json');
const policy = 'route 10.0.0.0/8 via direct\n';

describe('diagnostics of nbroute.json', () => {
  let server: Session;
  const files: Record<string, string> = {};
  /** What was published about nbroute.json, each time. */
  let published: PublishDiagnosticsParams[] = [];

  const start = async (options: Options = {}): Promise<void> => {
    published = [];
    server = await session({
      files,
      before: (client) =>
        void client.onNotification('textDocument/publishDiagnostics', (each: PublishDiagnosticsParams) => {
          if (each.uri === config) published.push(each);
        }),
      ...options,
    });
  };
  beforeEach(() => start());
  afterEach(() => {
    server.end();
    for (const name of Object.keys(files)) delete files[name];
  });

  /** Changes the file on disk, or deletes it. */
  const write = (text?: string): void => {
    if (text === undefined) delete files['nbroute.json'];
    else files['nbroute.json'] = text;
    const change = { uri: config, type: text === undefined ? 3 : 2 };
    void server.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [change] });
  };
  const close = (name: string): void =>
    void server.client.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(name) } });
  const next = (): Promise<PublishDiagnosticsParams> =>
    until('diagnostics of nbroute.json', () => published.shift());
  /** The next diagnostics, as line, columns and message. */
  const said = async (): Promise<readonly string[]> =>
    (await next()).diagnostics.map(
      ({ code, range: { start, end }, message }) =>
        `${start.line}:${start.character}-${end.character} ${code}: ${typeof message === 'string' ? message : message.value}`,
    );
  const loud =
    'unknown-value: invalid severity for `redundant-route`; expected `error`, `warning`, `information`, `hint` or `off`';

  for (const [kind, capabilities] of [
    ['pulls', capable],
    ['does not pull', {}],
  ] as const)
    it(`are published to a client that ${kind}, and change with the file`, async () => {
      server.end();
      await start({ capabilities });
      files['nbroute.json'] = '\uFEFF{"rules": {"redundant-route": "loud"}}';
      server.open('a.nbroute', policy);
      assert.deepStrictEqual(await said(), [`0:30-36 ${loud}`]);
      write('{\n  "rules": { "redundent-route": "off" }\n}\n');
      assert.deepStrictEqual(await said(), [
        '1:13-30 unknown-rule: unknown rule `redundent-route`; did you mean `redundant-route`?',
      ]);
      write('{\n  "rules": { "redundant-route": "off" }\n}\n');
      assert.deepStrictEqual(await said(), []);
      write('{');
      assert.deepStrictEqual(await said(), ['0:1-1 syntax-error: invalid JSON: close brace expected']);
      write();
      assert.deepStrictEqual(await said(), []);
    });

  it('are published once for all policies, until the last one is closed', async () => {
    files['nbroute.json'] = '{"rules": []}';
    server.open('a.nbroute', policy);
    server.open('b.nbroute', policy);
    assert.deepStrictEqual(await said(), ['0:10-12 unknown-value: `rules` must be an object']);
    for (const name of ['a.nbroute', 'b.nbroute'])
      await server.client.sendRequest('textDocument/diagnostic', { textDocument: { uri: uriOf(name) } });
    close('a.nbroute');
    close('b.nbroute');
    assert.deepStrictEqual(await said(), []);
    assert.deepStrictEqual(published, []);
  });

  it('have the severity that the editor sets', async () => {
    server.end();
    await start({ initializationOptions: { settings: { rules: { 'unknown-rule': 'error' } } } });
    files['nbroute.json'] = '{"rules": {"nonsense": "off"}}';
    server.open('a.nbroute', policy);
    assert.deepStrictEqual(
      (await next()).diagnostics.map(({ severity }) => severity),
      [1],
    );
  });

  it('are those of the text in the editor, which is never treated as a policy', async () => {
    files['nbroute.json'] = '{"rules": {"redundant-route": "loud"}}';
    server.open('a.nbroute', policy);
    assert.strictEqual((await next()).version, undefined);
    server.open('nbroute.json', '{"rules": {"redundant-route": "off"}}', 7);
    assert.deepStrictEqual(await said(), []);
    server.change('nbroute.json', 8, { text: '\n{"rules": {"redundant-route": "l"}}' });
    const { version, diagnostics } = await next();
    assert.deepStrictEqual([version, diagnostics[0].range.start], [8, { line: 1, character: 30 }]);
    for (const method of ['hover', 'diagnostic', 'documentSymbol'])
      assert.doesNotMatch(
        JSON.stringify(
          await server.client.sendRequest(`textDocument/${method}`, {
            textDocument: { uri: config },
            position: { line: 0, character: 0 },
          }),
        ),
        /range/,
      );
    // Closed without saving: the file counts again.
    close('nbroute.json');
    assert.deepStrictEqual(await said(), [`0:30-36 ${loud}`]);
  });

  it('leave one in each policy, which does not compile', async () => {
    files['nbroute.json'] = '{"rules": {"redundant-route": "loud"}, "rule": {}}';
    server.open('a.nbroute', policy);
    const report = await server.client.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: uriOf('a.nbroute') },
    });
    assert.ok(report.kind === 'full');
    assert.deepStrictEqual(
      report.items.map(({ code }) => code),
      ['unreadable-file', 'redundant-route'],
    );
  });
});
