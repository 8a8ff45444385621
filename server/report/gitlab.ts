import { linesOf } from '../syntax/lines';
import type { CheckedFile } from './report';
import type { Severity } from '../lib/severity';
import { reportLocations } from './location';
import { sha256 } from '../lib/sha256';

/** The severities of GitLab's Code Quality reports. */
const severities: Readonly<Record<Severity, string>> = {
  error: 'major',
  warning: 'minor',
  information: 'info',
  hint: 'info',
};

/**
 * The output of `check --format gitlab`: a Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/).
 * GitLab recognises known diagnostics by their fingerprint, here the SHA-256 of path, rule and the line's text: it does
 * not change when lines move. Equal diagnostics on equal lines are numbered.
 */
export function gitlabReport(files: readonly CheckedFile[]): string {
  const ordinals = new Map<string, number>();
  const issues = files.flatMap((file) => {
    const lines = linesOf(file);
    return file.checked.diagnostics.map((diagnostic) => {
      const { rule, severity, message } = diagnostic;
      const { start, end } = reportLocations(lines, diagnostic);
      const text = lines.text(start.line - 1).trim();
      const key = JSON.stringify([file.path, rule, text]);
      const ordinal = ordinals.get(key) ?? 0;
      ordinals.set(key, ordinal + 1);
      return {
        description: message,
        check_name: rule,
        fingerprint: sha256(`${key}${ordinal}`),
        severity: severities[severity],
        location: {
          path: file.path.replace(/^(?:\.\/)+/, ''),
          lines: { begin: start.line, end: end.line },
        },
      };
    });
  });
  return `${JSON.stringify(issues)}\n`;
}
