import { didYouMean, nearest } from '../lib/nearest';
import { quote } from '../syntax/quote';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const unknownRule: Rule = {
  id: 'unknown-rule',
  severity: 'warning',
  summary: '`allow` names an unknown rule, or one that cannot be suppressed',
  why: 'A directive with an unknown rule suppresses nothing: the diagnostic that it was meant for is still reported.',
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
    const { unit, config } = model;
    for (const { rules: words } of unit.file.directives) {
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
    const wrong = [...config.rules.keys()].filter(
      (id) => ruleNamed(id)?.fixedSeverity !== undefined || !ruleNamed(id),
    );
    if (wrong.length === 0) return;
    const path = unit.config?.path ?? 'nbroute.json';
    const reason = (id: string): string =>
      `${quote(id)} ${ruleNamed(id) ? 'has a fixed severity' : 'is unknown'}`;
    report(0, () => ({
      to: unit.file.source.search(/\r?\n|$/),
      message: `severities without effect in ${quote(path)}: ${wrong.map(reason).join(', ')}`,
      related: wrong.flatMap((id) => {
        const at = config.locations.get(id);
        return at ? [{ path, from: at.from, to: at.to, message: reason(id) }] : [];
      }),
    }));
  },
};
