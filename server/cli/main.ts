import { argumentsOf } from './arguments';
import type { CommandDefinition } from './command-definition';
import { commandDefinitions } from './commands/index';
import type { Streams } from './command';
import { failed, Failure } from './failure';
import { helpOf, noCommand, overview } from './help';
import { terminalOf } from './terminal';
import { version } from '../../package.json';

/**
 * The command line. Exit codes: 0 fine, 1 findings at or above the fail level (or a difference, or a failed
 * verification), 2 wrong usage or a file that cannot be read or written, 3 an internal error.
 */
async function main(args: readonly string[]): Promise<number> {
  const streams: Streams = {
    out: (text) => write(process.stdout, text),
    err: (text) => write(process.stderr, text),
    progress:
      process.stderr.isTTY && process.env['TERM'] !== 'dumb'
        ? (line) => void process.stderr.write(`\r\x1b[K${line}`)
        : undefined,
    ...terminalOf(process.stdout, process.env, process.platform),
  };
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V' || name === 'version') return print(streams, `${version}\n`);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = name === 'help' && rest[0] !== undefined ? commandNamed(rest[0]) : undefined;
    const text = about ? helpOf(about, streams.width) : overview(commandDefinitions, streams.width);
    if (name === undefined) {
      await streams.err(text);
      return 2;
    }
    return print(streams, text);
  }
  const command = commandNamed(name);
  const parsed = argumentsOf(command, rest);
  if (parsed.values['help'] === true) return print(streams, helpOf(command, streams.width));
  const run = await command.load();
  return run({ values: parsed.values, positionals: parsed.positionals, streams });
}

function commandNamed(name: string): CommandDefinition {
  const command = commandDefinitions.find((each) => each.name === name);
  if (!command) throw new Failure(noCommand(name, commandDefinitions));
  return command;
}

async function print(streams: Streams, text: string): Promise<number> {
  await streams.out(text);
  return 0;
}

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

main(args).then((code) => {
  if (hasFailed) return;
  process.exitCode = code;
  // An error of a stream has its turn first. A large heap is given back at once, not taken down bit by bit.
  setImmediate(() => process.exit());
}, end);
