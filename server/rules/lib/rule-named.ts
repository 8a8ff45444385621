import { didYouMean, nearest } from '../../lib/nearest';
import { rules } from '../registry';
import type { Rule } from './rule';

/** The rule of this id. */
export function ruleNamed(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** Why an id names no rule, and which one may be meant. */
export function noRule(id: string): string {
  const ids = rules.map((rule) => rule.id);
  return `unknown rule ${JSON.stringify(id)}${didYouMean(nearest(id, ids))}`;
}
