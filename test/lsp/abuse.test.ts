import * as assert from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../../server/lsp/serve';
import { startSession } from '../../server/lsp/server';
import { FrameReader, FrameWriter } from '../../server/lsp/transport/frames';
import { nodeEnvironment } from '../../server/lsp/transport/node-environment';
import { withOwnIds } from '../../server/lsp/transport/request-ids';
import { isLong, share } from '../volume';
import { serverProgram, type Message } from './client';

/** A server that receives arbitrary bytes. */
class Bytes {
  private received = '';
  private closed = false;
  private wake: () => void = () => undefined;

  constructor(
    readonly input: Writable,
    output: Readable,
  ) {
    output.setEncoding('utf8').on('data', (chunk: string) => {
      this.received += chunk;
      this.wake();
    });
    output.on('close', () => {
      this.closed = true;
      this.wake();
    });
    input.on('error', () => undefined);
  }

  write(text: string): void {
    this.input.write(text);
  }

  send(...messages: readonly object[]): void {
    this.write(messages.map(frame).join(''));
  }

  /** The messages received so far, once they fit. */
  async until(fits: (messages: readonly Message[]) => boolean): Promise<readonly Message[]> {
    while (!fits(this.messages())) {
      if (this.closed) throw new Error(`it ended; received: ${this.received}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this.messages();
  }

  private messages(): Message[] {
    const found: Message[] = [];
    let bytes = Buffer.from(this.received, 'utf8');
    for (;;) {
      const head = bytes.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(bytes.toString('utf8', 0, Math.max(0, head)))?.[1]);
      if (head < 0 || !(bytes.length >= head + 4 + length)) return found;
      found.push(JSON.parse(bytes.toString('utf8', head + 4, head + 4 + length)) as Message);
      bytes = bytes.subarray(head + 4 + length);
    }
  }
}

/** The server as a process, for how it exits. */
class ServerProcess extends Bytes {
  readonly exited: Promise<number | null>;

  constructor() {
    const child = spawn(process.execPath, [serverProgram, 'lsp', '--stdio'], { stdio: 'pipe' });
    super(child.stdin, child.stdout);
    this.exited = new Promise((resolve) => child.on('exit', resolve));
    running.push(child);
  }
}

/** The server on streams in this process, as `server/lsp/transport/node.ts` connects it. */
function inProcess(): Bytes {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(
    ProposedFeatures.all,
    ...withOwnIds(new FrameReader(input, output), new FrameWriter(output)),
  );
  const environment = nodeEnvironment(connection, '0.0.0');
  serve(connection, environment.version, (client, params) =>
    startSession(connection, environment, client, params),
  );
  return new Bytes(input, output);
}

const running: ChildProcess[] = [];

function frame(message: object): string {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const initialize = {
  id: 1,
  method: 'initialize',
  params: { processId: null, rootUri: null, capabilities: {} },
};
const initialized = { method: 'initialized', params: {} };
const shutdown = { id: 90, method: 'shutdown' };
const exit = { method: 'exit' };
const uri = 'untitled:x.nbroute';
const opened = {
  method: 'textDocument/didOpen',
  params: { textDocument: { uri, languageId: 'nbroute', version: 1, text: 'route 10.0.0.0/8 via direct\n' } },
};
const hover = (id: number | string | null): object => ({
  id,
  method: 'textDocument/hover',
  params: { textDocument: { uri }, position: { line: 0, character: 8 } },
});
const answers = (id: number | string | null) => (messages: readonly Message[]) =>
  messages.some((each) => String(each.id) === String(id) && each.method === undefined);
const codeOf = (messages: readonly Message[], id: number | string | null): number | undefined =>
  messages.find((each) => String(each.id) === String(id) && each.error)?.error?.code;

describe('an abused server', function () {
  afterEach(() => running.splice(0).forEach((each) => each.kill('SIGKILL')));

  it('answers invalid JSON with an error, and continues', async () => {
    const server = inProcess();
    server.write('Content-Length: 9\r\n\r\nnot JSON!');
    assert.strictEqual(codeOf(await server.until(answers(null)), null), -32700);
    server.write('Content-Length: 4\r\n\r\ntrueContent-Length: 2\r\n\r\n[]');
    server.send(initialize, initialized, opened, hover(2));
    await server.until(answers(2));
  });

  it('answers members of wrong types without crashing', async () => {
    const server = inProcess();
    server.send(initialize, initialized, opened);
    const methods = [
      'hover',
      'completion',
      'rename',
      'codeAction',
      'selectionRange',
      'inlayHint',
      'diagnostic',
    ];
    const params = [
      {},
      null,
      { textDocument: 7 },
      { textDocument: { uri }, position: 'here', range: 1, positions: 2 },
    ];
    let id = 100;
    for (const method of methods)
      for (const each of params) server.send({ id: id++, method: `textDocument/${method}`, params: each });
    server.send({
      method: 'textDocument/didChange',
      params: { textDocument: { uri, version: 'x' }, contentChanges: [{}] },
    });
    server.send(
      { method: 'textDocument/didChange' },
      { method: 'textDocument/didOpen', params: { textDocument: 1 } },
    );
    server.send({ id: 2, method: 'no/such/method' }, opened, hover(3));
    const messages = await server.until((all) => answers(3)(all) && answers(id - 1)(all));
    assert.strictEqual(codeOf(messages, 2), -32601);
    for (let each = 100; each < id; each++) assert.ok(answers(each)(messages), `no answer to ${each}`);
  });

  for (const [what, bytes] of share([
    ['a header without a length', 'Content-Type: x\r\n\r\n{}'],
    ['a header without an end', 'x'.repeat(10_000)],
    ['a message of a terabyte', 'Content-Length: 1099511627776\r\n\r\n'],
    ['a length below zero', 'Content-Length: -5\r\n\r\n'],
    ['no words at all', '\u0000\u0001\r\n\r\n\r\n\r\n'],
  ] as const))
    it(`reports what is wrong with ${what}, and exits`, async () => {
      const server = new ServerProcess();
      server.send(initialize);
      await server.until(answers(1));
      server.write(bytes);
      const messages = await server.until(answers(null));
      assert.strictEqual(codeOf(messages, null), -32700);
      assert.strictEqual(await server.exited, 1);
    });

  it('reassembles messages that arrive in chunks', async () => {
    const server = inProcess();
    for (const byte of frame(initialize) + frame(hover(2))) server.write(byte);
    await server.until((all) => answers(1)(all) && answers(2)(all));
  });

  it('exits when its input ends, even in the middle of a message', async () => {
    for (const bytes of share([
      'Content-Length: 100\r\n\r\n{"jsonrpc"',
      '',
      'Content-',
      frame(initialize) + 'Content-Length: 3',
    ])) {
      const server = new ServerProcess();
      server.write(bytes);
      server.input.end();
      assert.strictEqual(await server.exited, 1);
    }
  });

  it('enforces the order of the protocol', async () => {
    const server = new ServerProcess();
    server.send(hover(2), { ...shutdown, id: 5 });
    const early = await server.until((all) => answers(2)(all) && answers(5)(all));
    assert.deepStrictEqual([codeOf(early, 2), codeOf(early, 5)], [-32002, -32002]);
    server.send(opened, initialize, initialized, { ...initialize, id: 3 });
    assert.strictEqual(codeOf(await server.until(answers(3)), 3), -32600);
    server.send(shutdown, hover(4), { ...shutdown, id: 6 });
    const late = await server.until((all) => answers(4)(all) && answers(6)(all));
    assert.deepStrictEqual([codeOf(late, 4), codeOf(late, 6)], [-32600, -32600]);
    server.send(exit);
    assert.strictEqual(await server.exited, 0);
  });

  for (const [what, messages, code] of share([
    ['all at once', [initialize, initialized, opened, hover(2), shutdown, exit, hover(3)], 0],
    ['exit alone', [exit], 1],
    ['exit before shutdown', [initialize, exit], 1],
    ['shutdown before initialize, then exit', [shutdown, exit], 0],
    ['shutdown twice, then exit', [initialize, shutdown, { ...shutdown, id: 91 }, exit], 0],
  ] as const))
    it(`exits after ${what}`, async () => {
      const server = new ServerProcess();
      server.send(...messages);
      assert.strictEqual(await server.exited, code);
    });

  it('answers every pending request, whatever its id', async () => {
    const server = inProcess();
    const completion = { ...hover(2), method: 'textDocument/completion' };
    server.send(initialize, initialized, opened, hover(2), hover('2'), completion, hover('x'), hover(''));
    const messages = await server.until((all) => all.filter(({ id }) => id !== undefined).length === 6);
    const answered = messages.filter(({ id }) => id !== undefined).map(({ id }) => id);
    assert.deepStrictEqual(answered, [1, 2, '2', 2, 'x', '']);
    const both = messages.filter(({ id }) => id === 2).map(({ result }) => Object.keys(result ?? {}));
    assert.deepStrictEqual(both, [
      ['contents', 'range'],
      ['isIncomplete', 'items'],
    ]);
  });

  it('reports a request without a valid id as invalid', async () => {
    const server = inProcess();
    server.send(initialize, initialized, opened);
    for (const id of [null, {}, [], true]) server.send({ ...hover(null), id });
    const messages = await server.until((all) => all.filter(({ id }) => id === null).length === 4);
    assert.strictEqual(codeOf(messages, null), -32600);
    for (const params of [null, 7, [], {}, { id: null }, { id: {} }, { id: 'never used' }])
      server.send({ method: '$/cancelRequest', params });
    server.send({ method: '$/cancelRequest' }, hover(2));
    await server.until(answers(2));
  });

  it('answers every request during a flood of cancellations', async () => {
    const server = inProcess();
    server.send(initialize, initialized, opened);
    const count = isLong ? 500 : 100;
    const storm: object[] = [];
    for (let id = 100; id < 100 + count; id++) {
      storm.push(hover(id), { method: '$/cancelRequest', params: { id } });
      if (id % 7 === 0) storm.push({ method: '$/cancelRequest', params: { id: id * 1000 } });
    }
    server.send(...storm);
    const messages = await server.until((all) => all.filter(({ id }) => Number(id) >= 100).length === count);
    const codes = new Set(
      messages.flatMap(({ id, error }) => (Number(id) >= 100 && error ? [error.code] : [])),
    );
    assert.deepStrictEqual(
      [...codes].filter((code) => code !== -32800),
      [],
    );
    server.send(hover(2));
    await server.until(answers(2));
  });

  it('leaves no process when its client is killed', async () => {
    // The client is a separate process that starts the server, reports its first response, and waits. Its errors are the
    // server's too, so they end with the last of the two.
    const script = `
      const { spawn } = require('node:child_process');
      const server = spawn(process.execPath, [${JSON.stringify(serverProgram)}, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
      server.stdin.write(${JSON.stringify(frame(initialize))});
      server.stdout.once('data', () => console.log('started'));
      process.stdin.resume();`;
    const client = spawn(process.execPath, ['-e', script], { stdio: 'pipe' });
    running.push(client);
    const ended = once(client.stderr.resume(), 'end');
    await once(client.stdout, 'data');
    client.kill('SIGKILL');
    await ended;
  });
});
