import { exactFindings } from '../../../engine';
import type { CheckParams, CheckResult } from '../../../protocol';
import type { Session } from '../../session';
import { policyOrSource } from '../lib/policy-or-source';

/** `nbroute/check` */
export async function handleCheck(session: Session, params: CheckParams): Promise<CheckResult | null> {
  const policy = await policyOrSource(session, params);
  if (!policy) return null;
  const { text, analysis } = policy;
  const { findings, counts } = exactFindings(analysis.model);
  return {
    counts,
    findings: findings.map(({ rule, severity, message, from, to, fixes }) => ({
      rule,
      severity,
      message,
      range: text.range({ from, to }),
      fixable: fixes.some(({ kind }) => kind !== 'suggestion'),
    })),
  };
}
