// The notes of an import as comments of the imported policy.
import { l10n } from 'vscode';
import type { Notes } from '../server/protocol';

/** At most this many lines are listed individually. */
const mostLines = 100;

/** Comment lines for the head of a policy, beginning with `first`. */
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
  return lines.map((line) => `# ${visible(line)}\n`).join('');
}

const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

/** One line without invisible and bidirectional characters. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\uFFFD').trimEnd();
