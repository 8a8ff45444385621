import {
  fleetChanges,
  fleetName,
  fleetOrder,
  fleetPolicy,
  fleetSummary,
  type FleetNotebook,
  type FleetReport,
} from './fleet';
import { codeSpan, markdownMessage, markdownText } from '../lib/markdown';

/** GitHub limits comments and issues to 65,536 characters; the rest is for the caller's own text. */
const mostCharacters = 60_000;
/** How many ranges are listed for each notebook. */
const mostRanges = 3;

/** A summary and a table for an issue or a comment, with the notebooks that need action first. */
export function fleetMarkdown(report: FleetReport): string {
  const unused = (report.unused ?? []).map(
    ({ policy, path }) => `- ${markdownText(policy)} (${markdownText(path)})\n`,
  );
  const end = limited(unused, mostCharacters / 4, 'policies');
  const head = `**${markdownText(fleetSummary(report))}**\n\n| State | Notebook | Configuration | Policy | Details |\n| --- | --- | --- | --- | --- |\n`;
  const after = unused.length > 0 ? `\nPolicies that no notebook runs:\n\n${end}` : '';
  const rows = fleetOrder(report).map((notebook) => `| ${cellsOf(notebook).join(' | ')} |\n`);
  return `${head}${limited(rows, mostCharacters - head.length - after.length, 'notebooks')}${after}`;
}

/** As many lines as fit, and the number of those left out. */
function limited(lines: readonly string[], room: number, noun: string): string {
  let text = '';
  for (const [i, line] of lines.entries()) {
    if (text.length + line.length > room)
      return `${text}\nand ${lines.length - i} more ${noun}, for which there is no room here\n`;
    text += line;
  }
  return text;
}

function cellsOf(notebook: FleetNotebook): string[] {
  const { summary, ranges, more } = fleetChanges(notebook, mostRanges);
  const changes = ranges.map(({ range, from, to }) => `${codeSpan(range)} ${from} → ${to}`);
  const details = [
    ...notebook.notes.map(message),
    ...(summary === ''
      ? []
      : [[`${summary}: ${changes.join(', ')}`, more > 0 ? ` and ${more} more` : ''].join('')]),
    ...notebook.problems.map((problem) => `${markdownText(problem.rule)}: ${message(problem.message)}`),
  ];
  return [
    notebook.state ?? 'unknown',
    ...[fleetName(notebook), notebook.configuration ?? '', fleetPolicy(notebook)].map(markdownText),
    details.join('<br>'),
  ];
}

/** A message in a table's cell. */
function message(text: string): string {
  return markdownMessage(text.length > mostMessage ? `${text.slice(0, mostMessage)}…` : text);
}

/** A failure is quoted from a log, whose lines can be long. */
const mostMessage = 500;
