import { nearest } from '../syntax/nearest';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const unknownRule: Rule = {
  id: 'unknown-rule',
  severity: 'warning',
  summary: '`allow` names no rule, or one that cannot be silenced',
  why: 'A directive for a rule that does not exist silences nothing, and what its author wanted to allow is reported all the same.',
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
        if (rule && rule.firm !== true) continue;
        report(from, () => {
          const meant = rule
            ? undefined
            : nearest(
                text,
                allRules.map(({ id }) => id),
              );
          return {
            to,
            message: rule
              ? `${text} cannot be allowed: what it finds leaves the meaning open or would break an instance`
              : `no rule is named ${text}${meant === undefined ? '' : `: did you mean ${meant}?`}`,
            fixes: meant === undefined ? [] : [replaced(from, to, meant)],
          };
        });
      }
    }
    const wrong = [...config.rules.keys()].filter(
      (id) => ruleNamed(id)?.firm !== undefined || !ruleNamed(id),
    );
    if (wrong.length > 0)
      report(0, () => ({
        to: unit.file.source.search(/\r?\n|$/),
        message: `${unit.config?.path ?? 'nbroute.json'} sets severities that do not count: ${wrong.join(', ')} ${
          wrong.every((id) => ruleNamed(id)) ? 'cannot be changed' : 'is no rule or cannot be changed'
        }`,
      }));
  },
};
