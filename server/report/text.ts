import type { Finding, Severity } from '../rules/rule';
import { linesOf, type Lines } from '../syntax/lines';
import { columns, counted, inAscii, printable, sourceNamed, type CheckedFile } from './report';

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
    const lines = linesOf(file.source);
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
  const { line, character } = lines.position(finding.from);
  const paint = painter(style.colour);
  const head = `${printable(file.path)}:${line + 1}:${character + 1}: ${paint(
    `${finding.severity}[${finding.rule}]`,
    colours[finding.severity],
  )}: ${paint(printable(finding.message), bold)}`;
  const gutter = String(lines.count).length;
  const parts = [head, excerpt(lines, finding.from, finding.to, gutter, '^', '', style)];
  for (const { from, to, message, path } of finding.related) {
    if (path === undefined) {
      parts.push(excerpt(lines, from, to, gutter, '-', printable(message), style));
      continue;
    }
    const other = sourceNamed(file, path);
    const its = linesOf(other.source);
    const at = its.position(from);
    parts.push(
      `${' '.repeat(gutter)} = ${printable(other.path)}:${at.line + 1}:${at.character + 1}: ${printable(message)}`,
    );
    if (other.source !== '') parts.push(excerpt(its, from, to, gutter, '-', '', style));
  }
  const [fix] = finding.fixes;
  if (fix)
    parts.push(
      `${' '.repeat(gutter)} = fix: ${finding.fixes.map(({ title }) => printable(title)).join('; or: ')}`,
    );
  return `${parts.join('\n')}\n`;
}

function excerpt(
  lines: Lines,
  from: number,
  to: number,
  gutter: number,
  mark: string,
  note: string,
  style: Style,
): string {
  const paint = painter(style.colour);
  const { line, character } = lines.position(from);
  const whole = lines.text(line);
  const end = lines.position(to);
  const until =
    end.line === line ? Math.max(end.character, character + 1) : Math.max(whole.length, character + 1);
  // A line that does not fit is cut around the place.
  const room = Math.max(40, (style.width ?? 160) - gutter - 4);
  const start = until > room ? unparted(whole, Math.max(0, character - Math.floor(room / 3))) : 0;
  const stop = start + room < whole.length ? unparted(whole, start + room - 2) : whole.length;
  const before = `${start > 0 ? '…' : ''}${whole.slice(start, character)}`;
  const shown = `${before}${whole.slice(character, stop)}${stop < whole.length ? '…' : ''}`;
  const marked = Math.max(1, columns(whole.slice(character, Math.min(until, stop))).length);
  return [
    `${String(line + 1).padStart(gutter)} | ${printable(shown.replace(/\t/g, ' '))}`,
    `${' '.repeat(gutter)} | ${' '.repeat(columns(before).length)}${paint(mark.repeat(marked), mark === '^' ? bold : dim)}${note === '' ? '' : ` ${note}`}`,
  ].join('\n');
}

/** A place in a text, or the next one where it would part a surrogate pair. */
function unparted(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

const order: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** "2 files: 1 error, 3 warnings". */
function summary(files: readonly CheckedFile[]): string {
  const parts = order.flatMap((severity) => {
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
  return colour ? (text, code) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;
}
