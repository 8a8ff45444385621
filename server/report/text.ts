import { wrapped } from '../render/wrap';
import type { Finding } from '../rules/lib/rule';
import type { Span } from '../syntax/ast';
import { linesOf, type Lines } from '../syntax/lines';
import { columns, inAscii, printable } from '../render/printable';
import { counted } from '../lib/numbers';
import { sourceNamed, type CheckedFile } from './report';
import { severities, type Severity } from '../lib/severity';
import { reportLocation, locationText } from './location';

/** How the terminal wants its text. */
export interface Style {
  readonly colour: boolean;
  /** Columns, or undefined for no limit. */
  readonly width: number | undefined;
  /** Whether it shows more than ASCII; it does unless this says no. */
  readonly unicode?: boolean;
}

/** Findings as a compiler shows them: the place, the line with a caret, and the lines they are about. */
export function textReport(files: readonly CheckedFile[], style: Style): string {
  const parts = files.flatMap((file) => {
    const lines = linesOf(file);
    const shown = file.checked.findings.map((finding) => findingText(file, lines, finding, style));
    const hidden = file.checked.total - shown.length;
    return hidden > 0
      ? [...shown, `${printable(file.path)}: ${counted(hidden, 'more finding')} not shown\n`]
      : shown;
  });
  const text = `${parts.join('\n')}${parts.length > 0 ? '\n' : ''}${summary(files)}\n`;
  return style.unicode === false ? inAscii(text) : text;
}

function findingText(file: CheckedFile, lines: Lines, finding: Finding, style: Style): string {
  const paint = painter(style.colour);
  const colour = colours[finding.severity];
  const gutter = String(lines.count).length;
  const excerptOf = (text: string) =>
    wrapped(`${' '.repeat(gutter)} = `, text, gutter + 3, style.width, taken).join('\n');
  const place = `${locationText(printable(file.path), reportLocation(lines, finding.from))}:`;
  const label = `${finding.severity}[${finding.rule}]:`;
  const fits = style.width === undefined || columns(`${place} ${label}`).length <= style.width;
  const lead = fits ? `${place} ` : '  ';
  const [first, ...more] = wrapped(`${lead}${label} `, printable(finding.message), 2, style.width, taken);
  const parts = [
    ...(fits ? [] : [place]),
    `${lead}${paint(label.slice(0, -1), colour)}: ${paint(first.slice(lead.length + label.length + 1), bold)}`.trimEnd(),
    ...more.map((each) => `  ${paint(each.slice(2), bold)}`),
    excerpt(lines, finding, gutter, { sign: '^', colour }, style),
  ];
  for (const { from, to, message, path } of finding.related) {
    if (path === undefined) {
      parts.push(
        excerpt(lines, { from, to }, gutter, { sign: '-', colour: dim, note: printable(message) }, style),
      );
      continue;
    }
    const other = sourceNamed(file, path);
    const its = linesOf(other);
    const at = locationText(printable(other.path), reportLocation(its, from));
    parts.push(excerptOf(`${at}: ${printable(message)}`));
    if (other.source !== '')
      parts.push(excerpt(its, { from, to }, gutter, { sign: '-', colour: dim }, style));
  }
  if (finding.fixes.length > 0)
    parts.push(excerptOf(`fix: ${finding.fixes.map(({ title }) => printable(title)).join('; or: ')}`));
  return `${parts.join('\n')}\n`;
}

/** How a span is underlined, and what is written behind the underline. */
interface Mark {
  readonly sign: string;
  readonly colour: string;
  readonly note?: string;
}

function excerpt(lines: Lines, { from, to }: Span, gutter: number, mark: Mark, style: Style): string {
  const paint = painter(style.colour);
  const { line, character } = lines.position(from);
  const whole = lines.text(line);
  const end = lines.position(to);
  const until =
    end.line === line ? Math.max(end.character, character + 1) : Math.max(whole.length, character + 1);
  // A line that does not fit is cut around the place.
  const room = Math.max(12, (style.width ?? 160) - gutter - 3);
  const start = fitting(whole, 0, room) >= until ? 0 : leading(whole, character, Math.floor(room / 3));
  const left = start > 0 ? room - 1 : room;
  const stop = fitting(whole, start, left) < whole.length ? fitting(whole, start, left - 1) : whole.length;
  const before = `${start > 0 ? '…' : ''}${whole.slice(start, character)}`;
  const shown = `${before}${whole.slice(character, stop)}${stop < whole.length ? '…' : ''}`;
  const marked = Math.max(1, columns(whole.slice(character, Math.min(until, stop))).length);
  const marks = `${' '.repeat(gutter)} | ${' '.repeat(columns(before).length)}`;
  const note = mark.note === undefined || mark.note === '' ? '' : ` ${mark.note}`;
  const fits = style.width === undefined || columns(`${marks}${note}`).length + marked <= style.width;
  return [
    `${String(line + 1).padStart(gutter)} | ${printable(shown.replace(/\t/g, ' '))}`,
    `${marks}${paint(mark.sign.repeat(marked), mark.colour)}${fits ? note : ''}`,
    ...(fits ? [] : wrapped(`${' '.repeat(gutter)} |`, note, gutter + 3, style.width, taken)),
  ].join('\n');
}

/** Where a text from `start` on has taken so many columns; never between the halves of a character. */
function fitting(text: string, start: number, most: number): number {
  if (columns(text) === text) return Math.min(text.length, start + most);
  let at = start;
  let used = 0;
  while (at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    used += taken(char);
    if (used > most) break;
    at += char.length;
  }
  return at;
}

/** Where the last so many columns before `end` begin. */
function leading(text: string, end: number, most: number): number {
  let at = end;
  for (let used = 0; at > 0 && used < most; used++) at--;
  at = unparted(text, at);
  while (columns(text.slice(at, end)).length > most) at = unparted(text, at + 1);
  return at;
}

/** A place in a text, or the next one where it would part a surrogate pair. */
function unparted(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

/** How many columns a text takes. */
function taken(text: string): number {
  return columns(text).length;
}

/** "2 files: 1 error, 3 warnings". */
function summary(files: readonly CheckedFile[]): string {
  const parts = severities.flatMap((severity) => {
    const count = files.reduce((sum, { checked }) => sum + checked.counts[severity], 0);
    return count === 0
      ? []
      : [severity === 'information' ? `${count} information` : counted(count, severity)];
  });
  return `${counted(files.length, 'file')}: ${parts.length > 0 ? parts.join(', ') : 'no findings'}`;
}

const bold = '1';
const dim = '2';
const colours: Record<Severity, string> = {
  error: '1;31',
  warning: '1;33',
  information: '1;34',
  hint: '1;36',
};

function painter(colour: boolean): (text: string, code: string) => string {
  return (text, code) => (colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
}
