import type { Streams } from './command';
import { failed } from './failure';
import { runCommand } from './run';
import { terminalOf } from './terminal';

/** Waits for the stream, so that nothing is lost when the process ends. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

// A reader that has seen enough, as `head`, is no failure: the exit code stays what it would have been.
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`nbroute: standard output cannot be written: ${error.message}\n`);
  process.exit(2);
});
process.stderr.on('error', () => undefined);

const args = process.argv.slice(2);

let hasFailed = false;

/** Prints why a command did not work, and ends with its exit code, whatever else comes of the command. */
async function end(error: unknown): Promise<void> {
  if (hasFailed) return;
  hasFailed = true;
  const { text, code } = await failed(error, args);
  process.exitCode = code;
  await write(process.stderr, text);
  process.exit();
}

// What fails outside a command's own promise is a fault too.
process.on('uncaughtException', (error) => void end(error));

const streams: Streams = {
  out: (text) => write(process.stdout, text),
  err: (text) => write(process.stderr, text),
  progress:
    process.stderr.isTTY && process.env['TERM'] !== 'dumb'
      ? (line) => void process.stderr.write(`\r\x1b[K${line}`)
      : undefined,
  ...terminalOf(process.stdout, process.env, process.platform),
};

runCommand(args, streams).then((code) => {
  if (hasFailed) return;
  process.exitCode = code;
  // An error of a stream has its turn first. A large heap is given back at once, not taken down bit by bit.
  setImmediate(() => process.exit());
}, end);
