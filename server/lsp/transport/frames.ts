import type { Writable } from 'node:stream';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  ErrorCodes,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver/node';

/** Limits for header and message, far above what editors send. */
const mostHeader = 4096;
const mostBody = 256 * 1024 * 1024;

/**
 * Reads the messages of the base protocol from a stream with any content. An invalid message gets an error response and
 * is skipped; after an unreadable header the next message cannot be located, so the reader closes.
 */
export class FrameReader extends AbstractMessageReader implements MessageReader {
  private pending: Buffer = Buffer.alloc(0);
  private chunks: Buffer[] = [];
  private held = 0;
  /** How many bytes of the current frame are missing; one until its header is complete. */
  private missing = 1;

  constructor(
    private readonly input: NodeJS.ReadableStream,
    private readonly output: Writable,
  ) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const take = (chunk: Buffer): void => this.take(chunk, callback);
    const close = (): void => this.fireClose();
    this.input.on('data', take).on('end', close).on('close', close);
    return { dispose: () => this.input.off('data', take).off('end', close).off('close', close) };
  }

  private take(chunk: Buffer, callback: DataCallback): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
    // A long frame arrives in many chunks, which are joined once it is complete.
    if (this.held < this.missing) return;
    this.pending = Buffer.concat([this.pending, ...this.chunks]);
    this.chunks = [];
    this.held = 0;
    for (;;) {
      const head = this.pending.indexOf('\r\n\r\n');
      if (head < 0 && this.pending.length <= mostHeader) {
        this.missing = 1;
        return;
      }
      const length =
        head >= 0 && head <= mostHeader ? lengthIn(this.pending.toString('latin1', 0, head)) : NaN;
      if (!(length <= mostBody)) {
        this.input.removeAllListeners('data');
        const reason = Number.isNaN(length)
          ? 'no header of a message'
          : `a message of ${length} bytes is too long`;
        this.refuse(ErrorCodes.ParseError, reason, () => this.fireClose());
        return;
      }
      const end = head + 4 + length;
      if (this.pending.length < end) {
        this.missing = end - this.pending.length;
        return;
      }
      const body = this.pending.toString('utf8', head + 4, end);
      this.pending = this.pending.subarray(end);
      this.read(body, callback);
    }
  }

  private read(body: string, callback: DataCallback): void {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return this.refuse(ErrorCodes.ParseError, 'the message is not JSON');
    }
    if (!isMessage(value)) return this.refuse(ErrorCodes.InvalidRequest, 'no message of JSON-RPC');
    try {
      callback(value);
    } catch (error) {
      this.fireError(error);
    }
  }

  private refuse(code: number, message: string, then?: () => void): void {
    this.output.write(frameOf({ jsonrpc: '2.0', id: null, error: { code, message } }), then);
  }
}

/** Writes each message immediately and at once; the library's own writer queues it and writes the header separately. */
export class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly output: Writable) {
    super();
    output.on('error', (error: Error) => this.fireError(error)).on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.output.write(frameOf(message), (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.output.end();
  }
}

function frameOf(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The length given by a header; NaN if it has none. */
function lengthIn(header: string): number {
  return Number(/^Content-Length: *(\d{1,15})$/im.exec(header)?.[1] ?? NaN);
}

/**
 * Whether a value is a request, a notification or a response, judging by its id: https://www.jsonrpc.org/specification
 */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { id, method }: { id?: unknown; method?: unknown } = value;
  if (id === undefined) return typeof method === 'string';
  return typeof id === 'number' || typeof id === 'string' || (id === null && method === undefined);
}
