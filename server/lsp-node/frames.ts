import { Transform, type TransformCallback, type Writable } from 'node:stream';

/** The longest header and the longest message that are read: no editor sends either. */
const mostHeader = 4096;
const mostBody = 256 * 1024 * 1024;

/**
 * The frames of the base protocol that are whole and hold JSON, from a stream that may hold anything. What is no
 * JSON is answered with the protocol's error and left out; behind a header that cannot be read no next frame can
 * be found, so the stream ends there.
 */
export function wholeFrames(input: NodeJS.ReadableStream, output: Writable): Transform {
  let pending: Buffer = Buffer.alloc(0);
  let chunks: Buffer[] = [];
  let held = 0;
  /** What is missing of the frame at the beginning; before its header is read, one byte. */
  let missing = 1;

  const refuse = (message: string): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32700, message } });
    output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };

  const frames = new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      chunks.push(chunk);
      held += chunk.length;
      // A long frame comes in many pieces: they are put together once it is there.
      if (held < missing) return done();
      pending = Buffer.concat([pending, ...chunks]);
      chunks = [];
      held = 0;
      for (;;) {
        const head = pending.indexOf('\r\n\r\n');
        if (head < 0 && pending.length <= mostHeader) {
          missing = 1;
          return done();
        }
        const length = head >= 0 && head <= mostHeader ? lengthIn(pending.toString('latin1', 0, head)) : NaN;
        if (!(length <= mostBody)) {
          refuse(
            Number.isNaN(length) ? 'no header of a message' : `a message of ${length} bytes is too long`,
          );
          frames.push(null);
          input.unpipe(frames);
          pending = Buffer.alloc(0);
          return done();
        }
        const end = head + 4 + length;
        if (pending.length < end) {
          missing = end - pending.length;
          return done();
        }
        if (isMessage(pending.toString('utf8', head + 4, end))) frames.push(pending.subarray(0, end));
        else refuse('the message is no JSON object');
        pending = pending.subarray(end);
      }
    },
  });
  return input.pipe(frames);
}

/** The length a header gives; NaN for a header without one. */
function lengthIn(header: string): number {
  return Number(/^Content-Length: *(\d{1,15})$/im.exec(header)?.[1] ?? NaN);
}

function isMessage(body: string): boolean {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null;
  } catch {
    return false;
  }
}
