import { didYouMean, nearest } from '../../lib/nearest';
import { rules } from '../registry';
import type { Rule } from './rule';

export function ruleNamed(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** The message for an unknown rule id, with the most similar one if there is any. */
export function noRule(id: string): string {
  const ids = rules.map((rule) => rule.id);
  return `unknown rule ${JSON.stringify(id)}${didYouMean(nearest(id, ids))}`;
}
