import { usageOf, type CommandDefinition } from './command-definition';
import { commandDefinitions } from './commands/index';
import { described } from './help';

/** The manual page in roff, following man(7); a test keeps `docs/nbroute.1` equal to it. */
export function manPage(version: string): string {
  return `.\\" Generated from server/cli/commands/index.ts: UPDATE=1 npm run test:unit writes it.
.TH NBROUTE 1 "" "nbroute ${version}" "User Commands"
.SH NAME
nbroute \\- route policies for SageMaker notebook instances
.SH SYNOPSIS
.B nbroute
.I COMMAND
.RI [ OPERAND ...]
.RI [ OPTION ...]
.SH DESCRIPTION
A policy (*.nbroute) declares where an Amazon SageMaker notebook instance sends its traffic. nbroute checks it, shows the
routing table that results, and compiles it to the lifecycle script that sets the routes. \\- is standard input.
.SH COMMANDS
${commandDefinitions.map(section).join('\n')}
.SH EXIT STATUS
.TP
.B 0
success
.TP
.B 1
diagnostics at or above the fail level, a difference, skipped lines of an import, a failed verification, or a notebook that is not current
.TP
.B 2
wrong usage, nothing to check, or a file that cannot be read or written
.TP
.B 3
an internal error
.SH ENVIRONMENT
.TP
.BR NO_COLOR ", " FORCE_COLOR
turn colours off or on
.TP
.B COLUMNS
overrides the width of the terminal
.SH SEE ALSO
.BR ip\\-route (8)
`;
}

function section(command: CommandDefinition): string {
  const options = command.options.map((option) => {
    const short = option.short === undefined ? '' : `\\fB\\-${option.short}\\fR, `;
    const value = option.value === undefined ? '' : ` \\fI${escaped(option.value)}\\fR`;
    return `.TP\n${short}\\fB\\-\\-${escaped(option.name)}\\fR${value}\n${line(described(option))}`;
  });
  const examples = command.examples.flatMap(([text, does]) => [
    '.PP',
    line(`${does}:`),
    '.PP',
    '.nf',
    `\\ \\ \\ \\ nbroute ${escaped(text)}`,
    '.fi',
  ]);
  return [
    `.SS "nbroute ${escaped(usageOf(command)).replaceAll('"', '""')}"`,
    line(`${command.summary}.`),
    ...command.notes.flatMap((note) => ['.PP', line(note)]),
    ...options,
    ...examples,
  ].join('\n');
}

/** Escapes a line that begins with a control character, which roff would read as a request. */
function line(text: string): string {
  return escaped(text).replace(/^[.']/, '\\&$&');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
}
