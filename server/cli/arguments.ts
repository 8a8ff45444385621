import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean, nearest } from '../lib/nearest';
import type { CommandDefinition } from './command-definition';
import { Failure } from './failure';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses what follows a command's name; an unknown option is a `Failure`. */
export function argumentsOf(command: CommandDefinition, args: string[]): ReturnType<typeof parseArgs> {
  // Node loads its parser when it is first used, which takes a fiftieth of a small check.
  if (args.every((each) => each === '-' || !each.startsWith('-'))) return { values: {}, positionals: args };
  const options: Options = { help: { type: 'boolean', short: 'h' } };
  for (const { name, short, value, repeatable } of command.options)
    options[name] = {
      type: value === undefined ? 'boolean' : 'string',
      ...(short !== undefined && { short }),
      ...(repeatable && { multiple: true }),
    };
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Failure(`${reasonFor(error, Object.keys(options))}; see nbroute ${command.name} --help`);
  }
}

function reasonFor(error: unknown, names: readonly string[]): string {
  const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
  const unknownOption = /^Unknown option '(--?)([^']*)'$/.exec(reason);
  if (!unknownOption) return reason;
  const [, dashes, name] = unknownOption;
  const suggestion = dashes === '--' ? nearest(name, names) : undefined;
  return `unknown option ${dashes}${name}${didYouMean(suggestion && `--${suggestion}`)}`;
}
