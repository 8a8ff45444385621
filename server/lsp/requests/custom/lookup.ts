import { lookup } from '../../../model/lookup';
import type { Model } from '../../../model/model';
import { queried } from '../../../model/query';
import type { LookupParams, TextResult } from '../../../protocol';
import { lookupText } from '../../../render/lookup';
import type { Session } from '../../session';
import { failureResponse } from '../lib/failures';
import { policyOrSource } from '../lib/policy-or-source';

/** `nbroute/lookup` */
export async function handleLookup(session: Session, params: LookupParams): Promise<TextResult> {
  const policy = await policyOrSource(session, params);
  if (!policy) return failureResponse('the policy is not open');
  const { text, analysis } = policy;
  if (analysis.model.open || analysis.checked.counts.error > 0)
    return failureResponse('the policy has errors, so where addresses go is not certain');
  const line = (offset: number): number => text.position(offset).line + 1;
  return lookupResult(analysis.model, params.queries, line);
}

function lookupResult(
  model: Model,
  queries: readonly string[],
  line: (offset: number) => number,
): TextResult {
  const texts: string[] = [];
  for (const query of queries) {
    const prefixes = queried(model, query);
    if ('problem' in prefixes) return failureResponse(prefixes.problem);
    const results = prefixes.flatMap((prefix) => lookup(model, prefix));
    texts.push(lookupText(query, results, line));
  }
  return { ok: true, text: texts.join('\n') };
}
