import type { Diagnostic } from '../../rules/lib/rule';
import { ruleNamed } from '../../rules/lib/rule-named';
import { rules } from '../../rules/registry';
import type { File, Span } from '../../syntax/ast';
import { sourceLineAt } from '../../syntax/source-line';
import { statementAt } from '../../syntax/parser';
import type { Completion, Completions } from './completion-item';
import { contentStart } from '../../syntax/lines';

/**
 * Completions in a comment. After `# allow`, the rules that can be silenced and are not listed yet, those reported for
 * the statement first; in a comment just begun after a statement, `allow` with each rule reported there.
 */
export function inComment(
  file: File,
  comment: Span & { readonly text: string },
  offset: number,
  diagnostics: readonly Diagnostic[],
): Completions {
  const typed = file.source.slice(comment.from, offset);
  const allow = /^#\s*(allow\s+)?(?:[a-z0-9]+-[a-z0-9-]+[\s,]+)*([a-z0-9-]*)$/.exec(typed);
  const start = offset - (allow?.[2].length ?? 0);
  const end = offset + (/^[a-z0-9-]*/.exec(comment.text.slice(typed.length))?.[0].length ?? 0);
  if (allow?.[1] === undefined) {
    const begins = allow && /^#\s*(?:a|al|all|allo|allow)?$/.test(typed);
    return { from: start, to: offset, items: begins ? directives(file, comment, typed, diagnostics) : [] };
  }
  const listedRules = new Set(comment.text.split(/[^a-z0-9-]+/));
  const open = rules.filter(
    ({ id, fixedSeverity }) => fixedSeverity !== true && (!listedRules.has(id) || typed.endsWith(id)),
  );
  const reported = reportedAt(file, comment, diagnostics);
  const items = open.map(({ id, summary }): Completion => {
    const detail = reported.has(id) ? `reported here · ${summary}` : summary;
    return { label: id, kind: 'rule', detail, topic: { about: 'rule', name: id } };
  });
  const isHere = ({ label }: Completion): boolean => reported.has(label);
  return { from: start, to: end, items: [...items.filter(isHere), ...items.filter((each) => !isHere(each))] };
}

function directives(
  file: File,
  comment: Span,
  typed: string,
  diagnostics: readonly Diagnostic[],
): readonly Completion[] {
  // A comment on its own line is prose unless it begins with `allow`.
  const alone = file.source.slice(contentStart(file.source, comment.from), comment.from).trim() === '';
  const reported = alone ? [] : [...reportedAt(file, comment, diagnostics)];
  const space = typed === '#' ? ' ' : '';
  return [
    ...reported.map((id): Completion => {
      const label = `allow ${id}`;
      const detail = ruleNamed(id)?.summary;
      const topic = { about: 'rule', name: id } as const;
      return {
        label,
        kind: 'rule',
        text: `${space}${label}`,
        topic,
        ...(detail !== undefined && { detail }),
      };
    }),
    ...(reported.length > 0 || /a/.test(typed)
      ? [{ label: 'allow', kind: 'keyword', text: `${space}allow ` } as const]
      : []),
  ];
}

/** The rules that can be allowed and are reported for the comment's statement, in text order. */
function reportedAt(file: File, comment: Span, diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  const statement = statementAt(file, statementLine(file, comment));
  const reported = statement
    ? diagnostics.filter(({ from, to }) => from < statement.to && to > statement.from)
    : [];
  return new Set(reported.map(({ rule }) => rule).filter((id) => ruleNamed(id)?.fixedSeverity !== true));
}

/**
 * Where the text of the line that a comment belongs to begins: its own line, or the first below that is not a comment.
 */
function statementLine(file: File, comment: Span): number {
  const { source } = file;
  for (let at = comment.from; at < source.length;) {
    const line = sourceLineAt(source, at);
    const [first] = line.words;
    if (first || !line.comment) return first?.from ?? line.from;
    at = line.next;
  }
  return source.length;
}
