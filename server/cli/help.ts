import { nearest } from '../syntax/nearest';
import type { CommandDefinition } from './commands/index';

/** Why a name is no command, and which was most likely meant. */
export function noCommand(name: string, commands: readonly CommandDefinition[]): string {
  const meant = nearest(
    name,
    commands.map((command) => command.name),
  );
  const advice = meant === undefined ? 'see nbroute --help' : `did you mean ${JSON.stringify(meant)}?`;
  return `there is no command ${JSON.stringify(name)}: ${advice}`;
}

/** What `nbroute COMMAND --help` prints. */
export function helpOf({ usage, summary, details }: CommandDefinition): string {
  return `nbroute ${usage}\n\n${summary}.\n\n${details}\n`;
}

/** The command-line reference as Markdown: `docs/command-line.md` is this, and a test keeps it so. */
export function commandsPage(commands: readonly CommandDefinition[]): string {
  const rows = commands.map(
    ({ name, usage, summary }) => `| [\`${usage.replaceAll('|', '\\|')}\`](#${name}) | ${summary} |`,
  );
  return `# The command line

<!-- Generated from server/cli/commands/index.ts: UPDATE=1 npm run test:unit writes it. -->

\`nbroute\` runs on Node 20 and later, with nothing else installed. It opens no connection. \`-\` stands for standard
input. What was asked for goes to standard output; progress, and what went wrong, to standard error.

| command | does |
| --- | --- |
${rows.join('\n')}

| exit code | means |
| --- | --- |
| 0 | fine |
| 1 | findings at or above the fail level, a difference, lines that an import left out, or a failed verification |
| 2 | wrong usage, or a file that cannot be read or written |

Text for people follows the terminal: colours only there (\`NO_COLOR\` turns them off, \`FORCE_COLOR\` on), lines no wider
than it is (\`COLUMNS\` says how wide), nothing but ASCII where the locale is not UTF-8. The shapes of \`--format json\` are in [json.md](json.md).

${commands.map(section).join('\n')}`;
}

function section(command: CommandDefinition): string {
  return `## ${command.name}

\`\`\`text
${helpOf(command)}\`\`\`
`;
}
