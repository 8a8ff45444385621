// What was not understood of a dump of routes, as part of the text that came of it.
import { codeSpan, markdownText } from '../server/render/markdown';
import { l10n } from 'vscode';
import type { Notes } from '../server/protocol';

/** How many lines are told one by one. */
const mostLines = 100;

interface Sections {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Comment lines for the head of a policy, below a first one. */
export function notesComment(first: string, notes: Notes): string {
  const shownSections = sections(notes, { missing: l10n.t('Not in this policy:'), quoted: shown });
  const lines = shownSections.flatMap(({ title, lines: each }) => [
    title,
    ...each.map((line) => `  ${line}`),
  ]);
  return [first, ...lines].map((line) => `# ${shown(line)}\n`).join('');
}

/** Paragraphs and lists for the end of a Markdown document; '' where there is nothing to say. */
export function notesMarkdown(notes: Notes): string {
  return sections(notes, { missing: l10n.t('Not compared:'), quoted: codeSpan })
    .map(({ title, lines }) => `\n${title}\n\n${lines.map((line) => `- ${line}\n`).join('')}`)
    .join('');
}

function sections(
  { missing, assumptions }: Notes,
  as: { readonly missing: string; readonly quoted: (text: string) => string },
): Sections[] {
  const lines = missing
    .slice(0, mostLines)
    .map(
      ({ line, text, message }) =>
        `${l10n.t('line {0}', line)}: ${as.quoted(text)}: ${plain(message, as.quoted)}`,
    );
  if (missing.length > mostLines) lines.push(l10n.t('and {0} more lines', missing.length - mostLines));
  return [
    { title: as.missing, lines },
    { title: l10n.t('Assumptions:'), lines: assumptions.map((assumption) => plain(assumption, as.quoted)) },
  ].filter(({ lines: shownSections }) => shownSections.length > 0);
}

/** A message as it is in a comment; in Markdown with nothing in it that means something there. */
const plain = (text: string, quoted: (text: string) => string): string =>
  quoted === codeSpan ? markdownText(text) : text;

/** One line, without what is not to be seen or turns the direction of what follows. */
const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\uFFFD').trimEnd();
