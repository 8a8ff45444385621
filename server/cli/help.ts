import { wrapped } from '../render/wrap';
import { didYouMean, nearest } from '../lib/nearest';
import { usageOf, type CommandDefinition, type OptionDefinition } from './command-definition';
import { longestLine } from './terminal';

/** The message for an unknown command, with the most similar name if there is any. */
export function noCommand(name: string, commands: readonly CommandDefinition[]): string {
  const suggestion = nearest(
    name,
    commands.map((command) => command.name),
  );
  const question = didYouMean(suggestion && JSON.stringify(suggestion));
  return `unknown command ${JSON.stringify(name)}${question || '; see nbroute --help'}`;
}

/** The output of `nbroute --help`. */
export function overview(commands: readonly CommandDefinition[], limit = longestLine): string {
  const width = Math.min(limit, longestLine);
  const column = Math.max(...commands.map(({ name }) => name.length)) + 4;
  const rows = commands.flatMap(({ name, summary }) =>
    wrapped(`  ${name}`.padEnd(column), summary, column, width),
  );
  return `nbroute: route policies for SageMaker notebook instances

Usage: nbroute COMMAND [OPERAND]… [OPTION]…

Commands:
${rows.join('\n')}

${wrapped('', '"-" is standard input. nbroute COMMAND --help explains a command, nbroute --version prints the version.', 0, width).join('\n')}

Exit codes:
  0  success
  1  diagnostics, a difference, skipped lines, or a failed verification
  2  wrong usage, nothing to check, or a file that cannot be read or written
  3  an internal error
`;
}

/** The output of `nbroute COMMAND --help`, wrapped at `limit` columns. */
export function helpOf(command: CommandDefinition, limit = longestLine): string {
  const { summary, notes, options, examples } = command;
  const width = Math.min(limit, longestLine);
  const paragraph = (text: string): string => wrapped('', text, 0, width).join('\n');
  const parts = [
    `Usage: nbroute ${usageOf(command)}`,
    paragraph(`${summary}.`),
    ...notes.map(paragraph),
    ...(options.length > 0 ? [`Options:\n${optionRows(options, width)}`] : []),
    ...(examples.length > 0
      ? [
          `Examples:\n${examples.map(([line, does]) => wrapped('  # ', does, 4, width).join('\n') + `\n  nbroute ${line}`).join('\n')}`,
        ]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function optionRows(options: readonly OptionDefinition[], width: number): string {
  const column = Math.min(24, width >> 1, Math.max(...options.map((option) => spelling(option).length)) + 4);
  return options
    .flatMap((option) => {
      const lead = `  ${spelling(option)}`;
      const fits = lead.length < column;
      const rows = wrapped((fits ? lead : '').padEnd(column), described(option), column, width);
      return fits ? rows : [lead, ...rows];
    })
    .join('\n');
}

/** An option's description with its allowed values and default. */
export function described({
  text,
  note,
  words,
  default: defaultValue,
  repeatable,
}: OptionDefinition): string {
  const choices = words?.map((word) => (word === defaultValue ? `${word} (default)` : word)).join(', ');
  if (choices !== undefined) return `${text}: ${choices}${note === undefined ? '' : `; ${note}`}`;
  return `${text}${repeatable ? '; repeatable' : ''}${defaultValue === undefined ? '' : ` (default: ${defaultValue})`}`;
}

/** An option's usage, such as `-o, --output FILE`. */
export function spelling({ name, short, value }: OptionDefinition): string {
  const dashed = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return value === undefined ? dashed : `${dashed} ${value}`;
}

/** The command-line reference as Markdown; a test keeps `docs/command-line.md` equal to it. */
export function commandsPage(commands: readonly CommandDefinition[]): string {
  const rows = commands.map(
    (command) =>
      `| [\`${usageOf(command).replaceAll('|', '\\|')}\`](#${command.name}) | ${command.summary} |`,
  );
  return `# The command line

<!-- Generated from server/cli/commands/index.ts: UPDATE=1 npm run test:unit writes it. -->

\`nbroute\` runs on Node 20 and later, with nothing else installed. It opens no connection. \`-\` is standard input. Results
go to standard output, progress and messages to standard error.

| command | does |
| --- | --- |
${rows.join('\n')}

| exit code | meaning |
| --- | --- |
| 0 | success |
| 1 | diagnostics at or above the fail level, a difference, skipped lines of an import, a failed verification, or a notebook that is not current |
| 2 | wrong usage, nothing to check, or a file that cannot be read or written |
| 3 | an internal error: please report it, with the version, platform and stack that it prints |

Text adapts to the terminal. Colours are used only on a terminal (\`NO_COLOR\` turns them off, \`FORCE_COLOR\` on), lines fit its
width (\`COLUMNS\` overrides it), and only ASCII is used if the locale is not UTF-8. [JSON](json.md) describes \`--format json\`.
\`nbroute completion bash\`, \`zsh\` or \`fish\` prints a completion script, and \`man nbroute\` shows this page.

${commands.map(section).join('\n')}`;
}

function section(command: CommandDefinition): string {
  return `## ${command.name}

\`\`\`text
${helpOf(command)}\`\`\`
`;
}
