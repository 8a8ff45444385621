// What was not understood of a dump of routes, as part of the policy that came of it.
import { l10n } from 'vscode';
import type { Notes } from '../server/protocol';

/** How many lines are listed one by one. */
const mostLines = 100;

/** Comment lines for the head of a policy, below a first one. */
export function notesComment(first: string, { missing, assumptions }: Notes): string {
  const skipped = missing
    .slice(0, mostLines)
    .map(({ line, text, message }) => `${l10n.t('line {0}', line)}: ${text}: ${message}`);
  if (missing.length > mostLines) skipped.push(l10n.t('and {0} more lines', missing.length - mostLines));
  const lines = [
    first,
    ...titled(l10n.t('Not in this policy:'), skipped),
    ...titled(l10n.t('Assumptions:'), assumptions),
  ];
  return lines.map((line) => `# ${shown(line)}\n`).join('');
}

const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

/** One line, without what is not to be seen or turns the direction of what follows. */
const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\uFFFD').trimEnd();
