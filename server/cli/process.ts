import * as nodeModule from 'node:module';
import type { Streams } from './command';
import type { CommandDefinition } from './command-definition';
import { failed } from './failure';
import { runCommand } from './run';
import { terminalOf } from './terminal';

/** Resolves once the text is written, so that nothing is lost when the process exits. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

/** Standard error, which Node opens at its first use: most runs write nothing to it. */
function standardError(): NodeJS.WriteStream {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => undefined);
  return process.stderr;
}

/** Runs a command line with these commands as this process: its arguments, its streams, its exit code. */
export function runProcess(commands: readonly CommandDefinition[]): void {
  // Compiles the code that a command loads once for all runs, with a cache in the system's temporary folder: Node 22
  // and later.
  const enableCompileCache: unknown = Reflect.get(nodeModule, 'enableCompileCache');
  if (typeof enableCompileCache === 'function') Reflect.apply(enableCompileCache, undefined, []);
  // A reader that closes the pipe early, such as `head`, does not change the exit code.
  process.stdout.on('error', (error: Error & { readonly code?: string }) => {
    if (error.code === 'EPIPE') return;
    standardError().write(`nbroute: standard output cannot be written: ${error.message}\n`);
    process.exit(2);
  });

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

  const streams: Streams = {
    out: (text) => write(process.stdout, text),
    err: async (text) => (text === '' ? undefined : write(standardError(), text)),
    progress: (line) => {
      const stream = standardError();
      if (stream.isTTY && process.env['TERM'] !== 'dumb') stream.write(`\r\x1b[K${line}`);
    },
    ...terminalOf(process.stdout, process.env, process.platform),
  };
  runCommand(commands, args, streams).then((code) => {
    if (hasFailed) return;
    process.exitCode = code;
    // Stream errors are handled first. Exiting frees a large heap at once instead of tearing it down.
    setImmediate(() => process.exit());
  }, end);
}
