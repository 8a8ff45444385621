import { exactDiagnostics } from '../../../engine';
import type { CheckParams, CheckResult } from '../../../protocol';
import type { Session } from '../../session';
import { policyOrSource } from '../lib/policy-or-source';

/** `nbroute/check` */
export async function handleCheck(session: Session, params: CheckParams): Promise<CheckResult | null> {
  const policy = await policyOrSource(session, params);
  if (!policy) return null;
  const { text, analysis } = policy;
  const { diagnostics, counts } = exactDiagnostics(analysis.model);
  return {
    counts,
    findings: diagnostics.map(({ rule, severity, message, from, to, fixes }) => ({
      rule,
      severity,
      message,
      range: text.range({ from, to }),
      fixable: fixes.some(({ kind }) => kind !== 'suggestion'),
    })),
  };
}
