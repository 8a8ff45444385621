import * as assert from 'node:assert';
import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/*
 * How vscode-jsonrpc's own framing and ids handle the input of abuse.test.ts, which is why server/lsp/transport/ has
 * its own. If a later version handles one of these cases like the server, that part of ours can be removed.
 */

interface Outcome {
  /** Its output. */
  readonly written: string;
  /** The number of reported errors, and whether it closed the connection. */
  readonly errors: number;
  readonly isClosed: boolean;
}

const request = (id: number | string): string =>
  framed(JSON.stringify({ jsonrpc: '2.0', id, method: 'slow' }));

function framed(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Sends bytes to a server built with only the library; it answers a request with its parameters. */
async function outcomeOf(...chunks: readonly string[]): Promise<Outcome> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const reader = new StreamMessageReader(input);
  // Otherwise it reports a partial message every ten seconds, even after it is disposed, and mocha never ends.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new StreamMessageWriter(output), {
    error: () => undefined,
    warn: () => undefined,
    info: () => undefined,
    log: () => undefined,
  });
  let [errors, isClosed, written] = [0, false, ''];
  output.setEncoding('utf8').on('data', (text: string) => (written += text));
  connection.onError(() => errors++);
  connection.onClose(() => (isClosed = true));
  connection.onRequest('slow', () => 'done');
  connection.listen();
  for (const chunk of chunks) input.write(chunk);
  // After this many turns, all deferred work of the streams and the connection is done.
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  const outcome = { written, errors, isClosed };
  connection.dispose();
  return outcome;
}

describe('the framing and ids of vscode-jsonrpc', () => {
  it('answer a request', async () => {
    assert.match((await outcomeOf(request(1))).written, /"id":1,"result":"done"/);
  });

  for (const [what, bytes] of [
    ['invalid JSON', framed('not JSON!')],
    ['a header without a length', 'Content-Type: x\r\n\r\n{}'],
  ])
    it(`leave ${what} without a response`, async () => {
      const { written, errors, isClosed } = await outcomeOf(bytes);
      assert.deepStrictEqual([written, errors > 0, isClosed], ['', true, false]);
    });

  for (const [what, bytes] of [
    ['a header without an end', 'x'.repeat(10_000)],
    ['a message of a terabyte', 'Content-Length: 1099511627776\r\n\r\n'],
  ])
    it(`wait for the end of ${what}`, async () => {
      const { written, errors, isClosed } = await outcomeOf(bytes);
      assert.deepStrictEqual([written, errors, isClosed], ['', 0, false]);
    });

  it('answer only one of two pending requests with ids of the same text', async () => {
    const { written } = await outcomeOf(request(2) + request('2'));
    assert.strictEqual([...written.matchAll(/"result"/g)].length, 1);
  });
});
