import { fstatSync, statSync, writeSync } from 'node:fs';
import type { Streams } from './command';
import type { CommandDefinition } from './command-definition';
import { failed } from './failure';
import { runCommand } from './run';
import { terminalOf } from './terminal';

/** Resolves once the text is written, so that nothing is lost when the process exits. */
function write(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

/** Standard error, which Node opens at its first use: most runs write nothing to it. */
function standardError(): NodeJS.WriteStream {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => undefined);
  return process.stderr;
}

/** Standard output as a stream. */
function standardOutput(): NodeJS.WriteStream {
  if (process.stdout.listenerCount('error') === 0)
    // A reader that closes the pipe early, such as `head`, does not change the exit code.
    process.stdout.on('error', (error: Error & { readonly code?: string }) => {
      if (error.code === 'EPIPE') return;
      standardError().write(`nbroute: standard output cannot be written: ${error.message}\n`);
      process.exit(2);
    });
  return process.stdout;
}

/**
 * Whether standard output is a file, a pipe or the null device, which need no stream: Node's twenty modules of streams
 * take as long as 40 kB of a command's code. Windows writes to pipes asynchronously.
 */
function isWrittenDirectly(): boolean {
  try {
    const stat = fstatSync(1);
    if (stat.isFile() || process.platform === 'win32') return stat.isFile();
    return stat.isFIFO() || (stat.isCharacterDevice() && stat.rdev === statSync('/dev/null').rdev);
  } catch {
    return false;
  }
}

/** Writes to standard output without a stream; what fails, such as a full pipe that does not block, is left to one. */
function writeDirectly(text: string): Promise<void> {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
    return Promise.resolve();
  } catch {
    return write(standardOutput(), bytes.subarray(written));
  }
}

/**
 * Compiles the code that a command loads once for all runs, with a cache in the system's temporary folder: Node 22.3 and
 * later. Before, loading `node:module` to find out would take a fiftieth of a small check.
 */
function enableCompileCache(): void {
  if (Number.parseInt(process.versions.node) < 22) return;
  const enable: unknown = Reflect.get(process.getBuiltinModule?.('node:module') ?? {}, 'enableCompileCache');
  if (typeof enable === 'function') Reflect.apply(enable, undefined, []);
}

/** Runs a command line with these commands as this process: its arguments, its streams, its exit code. */
export function runProcess(commands: readonly CommandDefinition[]): void {
  enableCompileCache();
  const args = process.argv.slice(2);
  let hasFailed = false;
  /** Prints why a command failed and exits, even if the command is still running. */
  const end = async (error: unknown): Promise<void> => {
    if (hasFailed) return;
    hasFailed = true;
    const { text, code } = await failed(error, args);
    process.exitCode = code;
    await write(standardError(), text);
    process.exit();
  };
  // Errors outside the command's own promise are internal errors too.
  process.on('uncaughtException', (error) => void end(error));

  const isDirect = isWrittenDirectly();
  const streams: Streams = {
    out: (text) => (isDirect ? writeDirectly(text) : write(standardOutput(), text)),
    err: async (text) => (text === '' ? undefined : write(standardError(), text)),
    progress: (line) => {
      const stream = standardError();
      if (stream.isTTY && process.env['TERM'] !== 'dumb') stream.write(`\r\x1b[K${line}`);
    },
    ...terminalOf(isDirect ? {} : process.stdout, process.env, process.platform),
  };
  runCommand(commands, args, streams).then((code) => {
    if (hasFailed) return;
    process.exitCode = code;
    // Stream errors are handled first. Exiting frees a large heap at once instead of tearing it down.
    setImmediate(() => process.exit());
  }, end);
}
