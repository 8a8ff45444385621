import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../fixture';

export interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** The built command line that tests start, unless NBROUTE_CLI names another build. */
export const serverProgram = process.env['NBROUTE_CLI'] ?? path.join(root, 'dist/cli.js');

/** A minimal language client: the base protocol over the streams of a real server process. */
export class Client {
  readonly process: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | null>;
  /** The messages that have arrived and were not taken. */
  readonly received: Message[] = [];
  private waiting: (() => void)[] = [];
  private next = 1;
  private ended = false;

  constructor(
    command: readonly string[] = [process.execPath, serverProgram, 'lsp', '--stdio'],
    env: NodeJS.ProcessEnv = process.env,
  ) {
    const [program = '', ...args] = command;
    this.process = spawn(program, args, { env });
    this.exited = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.on('close', () => {
      this.ended = true;
      this.waiting.splice(0).forEach((wake) => wake());
    });
    let buffer = Buffer.alloc(0);
    this.process.stdout.on('data', (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (;;) {
        const head = buffer.indexOf('\r\n\r\n');
        const length = Number(
          /Content-Length: (\d+)/i.exec(buffer.toString('ascii', 0, Math.max(0, head)))?.[1],
        );
        if (head < 0 || buffer.length < head + 4 + length) break;
        this.received.push(JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length)) as Message);
        buffer = buffer.subarray(head + 4 + length);
      }
      this.waiting.splice(0).forEach((wake) => wake());
    });
  }

  send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** The result of a request; rejects for an error. */
  async request(method: string, params: unknown): Promise<unknown> {
    const { error, result } = await this.answer(method, params);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The response to a request, including an error. */
  async answer(method: string, params: unknown): Promise<Message> {
    const id = this.next++;
    this.send({ id, method, params });
    return this.message((each) => each.id === id && each.method === undefined);
  }

  /** Takes the first message that fits, waiting for it if necessary; rejects if the server exits. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const index = this.received.findIndex(fits);
      if (index >= 0) return this.received.splice(index, 1)[0];
      if (this.ended) throw new Error(`no such message; received: ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}
