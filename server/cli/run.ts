import { argumentsOf } from './arguments';
import type { CommandDefinition } from './command-definition';
import type { Streams } from './command';
import { Failure } from './failure';
import { helpOf, noCommand, overview } from './help';
import { version } from '../../package.json';

/**
 * Runs the command line. Exit codes: 0 success, 1 diagnostics at or above the fail level (or a difference, or a failed
 * verification), 2 wrong usage or a file that cannot be read or written, 3 an internal error. The last two are reported
 * by the caller, to which this rejects.
 */
export async function runCommand(
  commands: readonly CommandDefinition[],
  args: readonly string[],
  streams: Streams,
): Promise<number> {
  const commandNamed = (name: string): CommandDefinition => {
    const command = commands.find((each) => each.name === name);
    if (!command) throw new Failure(noCommand(name, commands));
    return command;
  };
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V' || name === 'version') return print(streams, `${version}\n`);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = name === 'help' && rest[0] !== undefined ? commandNamed(rest[0]) : undefined;
    const text = about ? helpOf(about, streams.width) : overview(commands, streams.width);
    if (name === undefined) {
      await streams.err(text);
      return 2;
    }
    return print(streams, text);
  }
  const command = commandNamed(name);
  const parsed = argumentsOf(command, rest);
  if (parsed.values['help'] === true) return print(streams, helpOf(command, streams.width));
  // A shell passes "" for a quoted variable that is not set.
  if (parsed.positionals.includes(''))
    throw new Failure(`an operand of ${command.name} is empty; remove it, or set the variable in its place`);
  const empty = command.options.find(
    ({ name: each, value }) => value === 'FILE' && [parsed.values[each]].flat().includes(''),
  );
  if (empty) throw new Failure(`the file name of --${empty.name} is empty; set the variable in its place`);
  const run = await command.load();
  return run({ values: parsed.values, positionals: parsed.positionals, streams });
}

async function print(streams: Streams, text: string): Promise<number> {
  await streams.out(text);
  return 0;
}
