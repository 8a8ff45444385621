import { linesOf } from '../syntax/lines';
import { printable } from '../render/printable';
import type { CheckedFile } from './report';
import { reportLocations } from './location';

/** GitHub workflow commands: an annotation for each diagnostic, at its location in the pull request. */
export function githubReport(files: readonly CheckedFile[]): string {
  return files
    .flatMap((file) => {
      const lines = linesOf(file);
      return file.checked.diagnostics.map((diagnostic) => {
        const { severity, rule, message } = diagnostic;
        const { start, end } = reportLocations(lines, diagnostic);
        const command = severity === 'error' || severity === 'warning' ? severity : 'notice';
        const location = `file=${property(file.path)},line=${start.line},endLine=${end.line},col=${start.column},endColumn=${end.column}`;
        return `::${command} ${location},title=${property(rule)}::${data(message)}\n`;
      });
    })
    .join('');
}

/** Keeps line breaks, which are escaped later, and makes other control characters visible. */
function visible(text: string): string {
  return text
    .split(/(\r?\n)/)
    .map((part, i) => (i % 2 === 0 ? printable(part) : part))
    .join('');
}

/** Escapes as the runner decodes (actions/toolkit, command.ts). */
function data(text: string): string {
  return visible(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
