import type { CheckJson, FindingJson, PositionJson } from '../json-output';
import type { Finding, Severity } from '../rules/lib/rule';
import { linesOf, type Lines } from '../syntax/lines';
import { sourceNamed, type CheckedFile } from './report';

/** `check --format json`: lines and columns from 1, columns in UTF-16 units, offsets from 0. */
export function checkJson(files: readonly CheckedFile[]): CheckJson {
  const summary: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { checked } of files) {
    summary.error += checked.counts.error;
    summary.warning += checked.counts.warning;
    summary.information += checked.counts.information;
    summary.hint += checked.counts.hint;
  }
  return {
    version: 1,
    files: files.map((file) => {
      const lines = linesOf(file);
      return {
        path: file.path,
        findings: file.checked.findings.map((finding) => findingJson(file, lines, finding)),
      };
    }),
    summary,
  };
}

function findingJson(file: CheckedFile, lines: Lines, finding: Finding): FindingJson {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    start: place(lines, finding.from),
    end: place(lines, finding.to),
    // What a bulk fix would mend; suggestions are for a person to choose from.
    fixable: finding.fixes.some(({ kind }) => kind !== 'suggestion'),
    related: finding.related.map(({ path, from, to, message }) => {
      const other = path === undefined ? file : sourceNamed(file, path);
      const its = path === undefined ? lines : linesOf(other);
      return { path: other.path, start: place(its, from), end: place(its, to), message };
    }),
  };
}

function place(lines: Lines, offset: number): PositionJson {
  const { line, character } = lines.position(offset);
  return { line: line + 1, column: character + 1, offset };
}
