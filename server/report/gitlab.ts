import { linesOf } from '../syntax/lines';
import type { CheckedFile } from './report';
import type { Severity } from '../lib/severity';
import { reportLocations } from './location';

/** GitLab's severities of a Code Quality report. */
const severities: Readonly<Record<Severity, string>> = {
  error: 'major',
  warning: 'minor',
  information: 'info',
  hint: 'info',
};

/**
 * `check --format gitlab`: a Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/). GitLab tells new
 * from known diagnostics by their fingerprint: the digest of path, rule and line without its number, so that a line
 * that moves keeps it. The same diagnostic on an equal line has its ordinal in it.
 */
export function gitlabReport(files: readonly CheckedFile[], digest: (text: string) => string): string {
  const seen = new Map<string, number>();
  const issues = files.flatMap((file) => {
    const lines = linesOf(file);
    return file.checked.findings.map((finding) => {
      const { rule, severity, message } = finding;
      const { start, end } = reportLocations(lines, finding);
      const text = lines.text(start.line - 1).trim();
      const key = JSON.stringify([file.path, rule, text]);
      const ordinal = seen.get(key) ?? 0;
      seen.set(key, ordinal + 1);
      return {
        description: message,
        check_name: rule,
        fingerprint: digest(`${key}${ordinal}`),
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
