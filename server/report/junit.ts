import type { Diagnostic } from '../rules/lib/rule';
import { linesOf, type Lines } from '../syntax/lines';
import { printable } from '../render/printable';
import type { CheckedFile } from './report';
import type { Severity } from '../lib/severity';
import { reportLocation, locationText } from './location';

/**
 * The output of `check --format junit`, as Jenkins, GitLab and Azure Pipelines read it: a suite for each policy, and a
 * test case for each diagnostic, which fails if its severity is in `failing` and otherwise passes with the message as
 * output. A policy without diagnostics has one passing test case.
 */
export function junitReport(files: readonly CheckedFile[], failing: ReadonlySet<Severity>): string {
  const suites = files.map((file) => suite(file, failing));
  const sum = (count: (one: Suite) => number): number => suites.reduce((all, one) => all + count(one), 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nbroute" tests="${sum(({ tests }) => tests)}" failures="${sum(({ failures }) => failures)}" errors="0">
${suites.map(({ text }) => text).join('\n')}
</testsuites>
`;
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly text: string;
}

function suite(file: CheckedFile, failing: ReadonlySet<Severity>): Suite {
  const { diagnostics, total } = file.checked;
  const lines = linesOf(file);
  const cases = diagnostics.map((diagnostic) =>
    testCase(file, lines, diagnostic, failing.has(diagnostic.severity)),
  );
  const name = attribute(file.path);
  if (diagnostics.length === 0) cases.push(`    <testcase classname="${name}" name="no diagnostics"/>`);
  const failures = diagnostics.filter(({ severity }) => failing.has(severity)).length;
  const rest =
    total > diagnostics.length
      ? [`    <system-out>${content(`${total - diagnostics.length} more diagnostics`)}</system-out>`]
      : [];
  const open = `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`;
  return {
    tests: cases.length,
    failures,
    text: [open, ...cases, ...rest, '  </testsuite>'].join('\n'),
  };
}

function testCase(file: CheckedFile, lines: Lines, diagnostic: Diagnostic, failed: boolean): string {
  const { rule, severity, message, from } = diagnostic;
  const location = reportLocation(lines, from);
  const { line, column } = location;
  const name = attribute(`${rule} (line ${line}, column ${column})`);
  const text = content(`${locationText(file.path, location)}: ${severity}[${rule}]: ${message}`);
  const body = failed
    ? `<failure type="${severity}" message="${attribute(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase classname="${attribute(file.path)}" name="${name}" file="${attribute(file.path)}" line="${line}">${body}</testcase>`;
}

/** Makes text valid XML 1.0: `printable` replaces most forbidden characters, noncharacters become U+FFFD. */
function content(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;');
}

function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;');
}
