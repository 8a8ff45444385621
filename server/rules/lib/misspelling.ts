import type { Model } from '../../model/model';
import { respellingText, type SpellingError } from '../../net/spelling';
import { hasInvisible } from '../../syntax/invisible';
import type { RuleContext, Fix } from './rule';

/** Reports the misspelled prefixes of one rule, in the policy itself but not its includes. */
export function reportMisspellings(
  model: Model,
  rule: SpellingError['rule'],
  report: RuleContext['report'],
): void {
  for (const { path, entry, error: problem } of model.spellingErrors) {
    if (path !== model.unit.path || problem.rule !== rule) continue;
    if (hasInvisible(model.unit.file, entry.from)) continue;
    report(entry.from, () => ({
      to: entry.to,
      message: problem.message,
      fixes: problem.readings.map((reading): Fix => {
        const text = respellingText(reading);
        return {
          title: `Change to \`${text}\`${problem.isUnambiguous ? '' : ` (${reading.note})`}`,
          kind: problem.isUnambiguous ? 'spelling' : 'suggestion',
          edits: [{ from: entry.from, to: entry.to, text }],
        };
      }),
    }));
  }
}
