import { didYouMean, nearest } from '../../lib/nearest';
import { quote } from '../../lib/quote';
import { rules } from '../registry';
import type { Rule } from './rule';

export function ruleNamed(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** The message for an unknown rule id, with the most similar one if there is any. */
export function noRule(id: string, among = rules): string {
  const meant = nearest(
    id,
    among.map((rule) => rule.id),
  );
  return `unknown rule ${quote(id)}${didYouMean(meant && quote(meant))}`;
}
