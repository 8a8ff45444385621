import { wrapped } from '../render/wrap';
import type { Diagnostic } from '../rules/lib/rule';
import type { Span } from '../syntax/ast';
import { linesOf, type Lines } from '../syntax/lines';
import { columns, inAscii, printable } from '../render/printable';
import { counted } from '../lib/numbers';
import { sourceNamed, type CheckedFile } from './report';
import { severities, type Severity } from '../lib/severity';
import { reportLocation, locationText } from './location';

/** What the terminal supports. */
export interface Style {
  readonly colour: boolean;
  /** The width in columns; undefined for no limit. */
  readonly width: number | undefined;
  /** Whether it can show more than ASCII; true by default. */
  readonly unicode?: boolean;
}

/** Diagnostics as compilers print them: location, line with a caret, and the related lines. */
export function textReport(files: readonly CheckedFile[], style: Style): string {
  const parts = files.flatMap((file) => {
    const lines = linesOf(file);
    const texts = file.checked.diagnostics.map((diagnostic) =>
      diagnosticText(file, lines, diagnostic, style),
    );
    const hidden = file.checked.total - texts.length;
    return hidden > 0
      ? [...texts, `${printable(file.path)}: ${counted(hidden, 'more diagnostic')} not shown\n`]
      : texts;
  });
  const text = `${parts.join('\n')}${parts.length > 0 ? '\n' : ''}${summary(files)}\n`;
  return style.unicode === false ? inAscii(text) : text;
}

function diagnosticText(file: CheckedFile, lines: Lines, diagnostic: Diagnostic, style: Style): string {
  const paint = painter(style.colour);
  const colour = colours[diagnostic.severity];
  const gutter = String(lines.count).length;
  const excerptOf = (text: string) =>
    wrapped(`${' '.repeat(gutter)} = `, text, gutter + 3, style.width, widthOf).join('\n');
  const location = `${locationText(printable(file.path), reportLocation(lines, diagnostic.from))}:`;
  const label = `${diagnostic.severity}[${diagnostic.rule}]:`;
  const fits = style.width === undefined || columns(`${location} ${label}`).length <= style.width;
  const lead = fits ? `${location} ` : '  ';
  const [first, ...more] = wrapped(
    `${lead}${label} `,
    printable(diagnostic.message),
    2,
    style.width,
    widthOf,
  );
  const parts = [
    ...(fits ? [] : [location]),
    `${lead}${paint(label.slice(0, -1), colour)}: ${paint(first.slice(lead.length + label.length + 1), bold)}`.trimEnd(),
    ...more.map((each) => `  ${paint(each.slice(2), bold)}`),
    excerpt(lines, diagnostic, gutter, { sign: '^', colour }, style),
  ];
  for (const { from, to, message, path } of diagnostic.related) {
    if (path === undefined) {
      parts.push(
        excerpt(lines, { from, to }, gutter, { sign: '-', colour: dim, note: printable(message) }, style),
      );
      continue;
    }
    const other = sourceNamed(file, path);
    const relatedLines = linesOf(other);
    const at = locationText(printable(other.path), reportLocation(relatedLines, from));
    parts.push(excerptOf(`${at}: ${printable(message)}`));
    if (other.source !== '')
      parts.push(excerpt(relatedLines, { from, to }, gutter, { sign: '-', colour: dim }, style));
  }
  if (diagnostic.fixes.length > 0)
    parts.push(excerptOf(`fix: ${diagnostic.fixes.map(({ title }) => printable(title)).join('; or: ')}`));
  return `${parts.join('\n')}\n`;
}

/** How a span is underlined, and the note after the underline. */
interface Mark {
  readonly sign: string;
  readonly colour: string;
  readonly note?: string;
}

function excerpt(lines: Lines, { from, to }: Span, gutter: number, mark: Mark, style: Style): string {
  const paint = painter(style.colour);
  const { line, character } = lines.position(from);
  const lineText = lines.text(line);
  const end = lines.position(to);
  const until =
    end.line === line ? Math.max(end.character, character + 1) : Math.max(lineText.length, character + 1);
  // A line that is too long is cut on both sides of the location.
  const room = Math.max(12, (style.width ?? 160) - gutter - 3);
  const start = fitting(lineText, 0, room) >= until ? 0 : leading(lineText, character, Math.floor(room / 3));
  const columnsLeft = start > 0 ? room - 1 : room;
  const stop =
    fitting(lineText, start, columnsLeft) < lineText.length
      ? fitting(lineText, start, columnsLeft - 1)
      : lineText.length;
  const before = `${start > 0 ? '…' : ''}${lineText.slice(start, character)}`;
  const visible = `${before}${lineText.slice(character, stop)}${stop < lineText.length ? '…' : ''}`;
  const width = Math.max(1, columns(lineText.slice(character, Math.min(until, stop))).length);
  const marks = `${' '.repeat(gutter)} | ${' '.repeat(columns(before).length)}`;
  const note = mark.note === undefined || mark.note === '' ? '' : ` ${mark.note}`;
  const fits = style.width === undefined || columns(`${marks}${note}`).length + width <= style.width;
  return [
    `${String(line + 1).padStart(gutter)} | ${printable(visible.replace(/\t/g, ' '))}`,
    `${marks}${paint(mark.sign.repeat(width), mark.colour)}${fits ? note : ''}`,
    ...(fits ? [] : wrapped(`${' '.repeat(gutter)} |`, note, gutter + 3, style.width, widthOf)),
  ].join('\n');
}

/** The offset after `start` up to which a text fits into `most` columns, never splitting a character. */
function fitting(text: string, start: number, most: number): number {
  if (columns(text) === text) return Math.min(text.length, start + most);
  let at = start;
  let used = 0;
  while (at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    used += widthOf(char);
    if (used > most) break;
    at += char.length;
  }
  return at;
}

/** The offset at which the last `most` columns before `end` begin. */
function leading(text: string, end: number, most: number): number {
  let at = end;
  for (let used = 0; at > 0 && used < most; used++) at--;
  at = unparted(text, at);
  while (columns(text.slice(at, end)).length > most) at = unparted(text, at + 1);
  return at;
}

/** The offset itself, or the next one if it would split a surrogate pair. */
function unparted(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

/** The number of columns that a text takes. */
function widthOf(text: string): number {
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
