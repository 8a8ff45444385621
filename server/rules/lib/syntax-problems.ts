import type { Model } from '../../model/model';
import type { Problem } from '../../syntax/ast';
import { replaced } from './edits';
import type { RuleContext, Fix } from './rule';

/** Reports what the parser could not understand, the problems of one rule. */
export function reportProblems(model: Model, rule: Problem['rule'], report: RuleContext['report']): void {
  for (const { rule: its, from, to, message, replacement, mend, related } of model.unit.file.problems) {
    if (its !== rule) continue;
    report(from, () => ({
      to,
      message,
      related: related ? [related] : [],
      fixes: [
        ...(replacement === undefined ? [] : [replaced(from, to, replacement)]),
        ...(mend ? [mended(mend)] : []),
      ],
    }));
  }
}

function mended({ title, from, to, text }: NonNullable<Problem['mend']>): Fix {
  return { title, kind: 'suggestion', edits: [{ from, to, text }] };
}
