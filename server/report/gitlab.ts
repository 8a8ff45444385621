import type { Severity } from '../rules/lib/rule';
import { lineStart, nextLine } from '../syntax/lexer';
import { linesOf } from '../syntax/lines';
import type { CheckedFile } from './report';

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
    return file.checked.findings.map(({ rule, severity, message, from, to }) => {
      const begin = lines.position(from).line + 1;
      const text = lineAround(file.source, from);
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
          lines: { begin, end: lines.position(to).line + 1 },
        },
      };
    });
  });
  return `${JSON.stringify(issues)}\n`;
}

function lineAround(source: string, offset: number): string {
  return source.slice(lineStart(source, offset), nextLine(source, offset)).trim();
}
