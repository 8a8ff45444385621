import type { Model } from '../../../model/model';
import { siteNamed } from '../../../features/preview';
import { queried } from '../../../model/query';
import type { LookupParams, TextResult } from '../../../protocol';
import { lookupText } from '../../../render/lookup';
import { lookupRanges } from '../../../render/ports';
import { portQuestion } from '../../../syntax/port-query';
import type { Session } from '../../session';
import { failureResponse } from '../lib/failures';
import { policyOrSource } from '../lib/policy-or-source';

/** `nbroute/lookup` */
export async function handleLookup(session: Session, params: LookupParams): Promise<TextResult> {
  const policy = await policyOrSource(session, params);
  if (!policy) return failureResponse('the policy is not open');
  const { text, analysis } = policy;
  if (analysis.model.open || analysis.checked.counts.error > 0)
    return failureResponse('the policy has errors, so its routes are inconclusive');
  const line = (offset: number): number => text.position(offset).line + 1;
  return lookupResult(analysis.model, params, line);
}

function lookupResult(
  model: Model,
  { queries, subnet }: LookupParams,
  line: (offset: number) => number,
): TextResult {
  const texts: string[] = [];
  for (const query of queries) {
    const question = portQuestion(query);
    if ('problem' in question) return failureResponse(question.problem);
    const prefixes = queried(model, question.query);
    if ('problem' in prefixes) return failureResponse(prefixes.problem);
    const site = siteNamed(model, subnet ?? undefined);
    texts.push(lookupText(question.query, lookupRanges(model, prefixes, site, question.ports), line));
  }
  return { ok: true, text: texts.join('\n') };
}
