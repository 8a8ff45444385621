import { version } from '../../package.json';
import { documentationOf } from '../engine';
import type { Severity } from '../lib/severity';
import { githubReport } from '../report/github';
import { gitlabReport } from '../report/gitlab';
import { checkJson } from '../report/json';
import { junitReport } from '../report/junit';
import type { CheckedFile } from '../report/report';
import { sarifReport } from '../report/sarif';
import { jsonLine } from './command';
import type { checkFormatWords } from './option-words';

/** The result of `check` in a format for other programs. For JUnit, a diagnostic of a `failing` severity is a failure. */
export function reportForPrograms(
  files: readonly CheckedFile[],
  format: Exclude<(typeof checkFormatWords)[number], 'text'>,
  failing: ReadonlySet<Severity>,
): string {
  switch (format) {
    case 'json':
      return jsonLine(checkJson(files));
    case 'sarif':
      return sarifReport(files, { version, documentationOf });
    case 'github':
      return githubReport(files);
    case 'junit':
      return junitReport(files, failing);
    case 'gitlab':
      return gitlabReport(files);
  }
}
