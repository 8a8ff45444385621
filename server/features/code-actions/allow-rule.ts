import { ruleNamed } from '../../rules/lib/rule-named';
import type { Edit, Diagnostic } from '../../rules/lib/rule';
import type { File } from '../../syntax/ast';
import { sourceLineAt } from '../../syntax/source-line';
import { statementAt } from '../../syntax/parser';
import { lineBreakOf, lineEnd, lineStart, nextLine } from '../../syntax/lines';

/**
 * The edit that silences a diagnostic on its line: it adds the rule to an existing `# allow`, or else adds one after
 * the statement, or above it if the line already has a comment. Undefined for a rule that cannot be allowed.
 */
export function allowRule(file: File, { rule: id, from: at }: Diagnostic): Edit | undefined {
  const rule = ruleNamed(id);
  if (!rule || rule.fixedSeverity) return undefined;
  const { source, directives } = file;
  const statement = statementAt(file, at);
  if (!statement) return undefined;
  const directive = directives.find(({ from, to }) => from <= at && at < to);
  const last = directive?.rules[directive.rules.length - 1];
  if (last) return { from: last.to, to: last.to, text: `, ${id}` };
  const start = lineStart(source, statement.from);
  const next = nextLine(source, start);
  // After an unclosed string, `#` would be part of the string.
  if (!statement.broken && !sourceLineAt(source, statement.from).comment) {
    const end = lineEnd(source, start, next);
    const text = source.slice(start, end);
    const from = start + text.trimEnd().length;
    return { from, to: end, text: `  # allow ${id}` };
  }
  // The last line has no line break of its own.
  const lineBreak = lineBreakOf(source.slice(Math.max(0, start - 2), next));
  return { from: statement.from, to: statement.from, text: `# allow ${id}${lineBreak}` };
}
