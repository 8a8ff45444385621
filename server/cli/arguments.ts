import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean, nearest } from '../lib/nearest';
import type { CommandDefinition } from './command-definition';
import { Failure } from './failure';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was written after a command's name, by the command's options. An option that it does not have is a failure. */
export function argumentsOf(command: CommandDefinition, args: string[]): ReturnType<typeof parseArgs> {
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
  const written = /^Unknown option '(--?)([^']*)'$/.exec(reason);
  if (!written) return reason;
  const [, dashes, name] = written;
  const meant = dashes === '--' ? nearest(name, names) : undefined;
  return `unknown option ${dashes}${name}${didYouMean(meant && `--${meant}`)}`;
}
