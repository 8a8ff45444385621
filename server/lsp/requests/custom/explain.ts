import type { ExplainParams, TextResult } from '../../../protocol';
import { ruleSection } from '../../../rules/lib/page';
import { noRule, ruleNamed } from '../../../rules/lib/rule-named';
import type { Session } from '../../session';
import { failureResponse } from '../lib/failures';

/** `nbroute/explain` */
export function handleExplain(_session: Session, { rule: id }: ExplainParams): TextResult {
  const rule = ruleNamed(id);
  return rule ? { ok: true, text: ruleSection(rule) } : failureResponse(noRule(id));
}
