import type { Edit, Finding, Fix } from '../rules/rule';
import type { Span } from '../syntax/ast';

/** A quick fix of a finding. */
export interface CodeAction {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Whether it is the one an editor applies without asking: a fix, and the only one. */
  readonly preferred: boolean;
}

/** The fixes of the findings that touch a range. */
export function codeActions(findings: readonly Finding[], range: Span): CodeAction[] {
  return findings
    .filter(({ from, to }) => from <= range.to && to >= range.from)
    .flatMap((finding) =>
      finding.fixes.map((fix) => ({
        finding,
        fix,
        title: fix.title,
        edits: fix.edits,
        preferred: finding.fixes.length === 1 && fix.kind !== 'suggestion',
      })),
    );
}
