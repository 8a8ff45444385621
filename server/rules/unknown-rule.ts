import { didYouMean, nearest } from '../lib/nearest';
import { quote } from '../lib/quote';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const unknownRule: Rule = {
  id: 'unknown-rule',
  severity: 'warning',
  summary: '`allow` or `nbroute.json` names an unknown rule, or one of fixed severity',
  why: 'A directive with an unknown rule suppresses nothing: the diagnostic that it was meant for is still reported. A severity in `nbroute.json` for such a rule changes nothing, and is reported there.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc # allow redundent-route
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/8 via vpc # allow redundant-route
`,
  check({ model, allRules, report }) {
    const ruleNamed = (id: string): Rule | undefined => allRules.find((rule) => rule.id === id);
    for (const { rules: words } of model.unit.file.directives) {
      for (const { from, to, text } of words) {
        const rule = ruleNamed(text);
        if (rule && rule.fixedSeverity !== true) continue;
        report(from, () => {
          const suggestion = rule
            ? undefined
            : nearest(
                text,
                allRules.map(({ id }) => id),
              );
          return {
            to,
            message: rule
              ? `${quote(text)} cannot be suppressed: it leaves the policy unresolved or would break an instance`
              : `unknown rule ${quote(text)}${didYouMean(suggestion && quote(suggestion))}`,
            fixes: suggestion === undefined ? [] : [replaced(from, to, suggestion)],
          };
        });
      }
    }
  },
};
