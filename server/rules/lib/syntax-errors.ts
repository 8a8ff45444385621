import type { Model } from '../../model/model';
import type { ParseError } from '../../syntax/ast';
import { hasInvisible } from '../../syntax/invisible';
import { replaced } from './edits';
import type { RuleContext, Fix } from './rule';

/** Reports the parser's problems that belong to a rule. */
export function reportSyntaxErrors(
  model: Model,
  rule: ParseError['rule'],
  report: RuleContext['report'],
): void {
  for (const { rule: reportedAs, from, to, message, replacement, fix, related } of model.unit.file.errors) {
    if (reportedAs !== rule || hasInvisible(model.unit.file, from)) continue;
    report(from, () => ({
      to,
      message,
      related: related ? [related] : [],
      fixes: [
        ...(replacement === undefined ? [] : [replaced(from, to, replacement)]),
        ...(fix ? [suggestion(fix)] : []),
      ],
    }));
  }
}

function suggestion({ title, from, to, text }: NonNullable<ParseError['fix']>): Fix {
  return { title, kind: 'suggestion', edits: [{ from, to, text }] };
}
