import type { CheckJson, FindingJson, PositionJson } from '../lib/json-output';
import type { Diagnostic } from '../rules/lib/rule';
import { linesOf, type Lines } from '../syntax/lines';
import { sourceNamed, type CheckedFile } from './report';
import { sumOfCounts } from '../lib/severity';
import { reportLocation } from './location';

/** The output of `check --format json`: lines and columns from 1, columns in UTF-16 units, offsets from 0. */
export function checkJson(files: readonly CheckedFile[]): CheckJson {
  return {
    version: 1,
    files: files.map((file) => {
      const lines = linesOf(file);
      return {
        path: file.path,
        findings: file.checked.diagnostics.map((diagnostic) => diagnosticJson(file, lines, diagnostic)),
      };
    }),
    summary: sumOfCounts(files.map(({ checked }) => checked.counts)),
  };
}

function diagnosticJson(file: CheckedFile, lines: Lines, diagnostic: Diagnostic): FindingJson {
  return {
    rule: diagnostic.rule,
    severity: diagnostic.severity,
    message: diagnostic.message,
    start: locationJson(lines, diagnostic.from),
    end: locationJson(lines, diagnostic.to),
    // Bulk fixes leave suggestions to the user.
    fixable: diagnostic.fixes.some(({ kind }) => kind !== 'suggestion'),
    related: diagnostic.related.map(({ path, from, to, message }) => {
      const other = path === undefined ? file : sourceNamed(file, path);
      const relatedLines = path === undefined ? lines : linesOf(other);
      return {
        path: other.path,
        start: locationJson(relatedLines, from),
        end: locationJson(relatedLines, to),
        message,
      };
    }),
  };
}

function locationJson(lines: Lines, offset: number): PositionJson {
  return { ...reportLocation(lines, offset), offset };
}
