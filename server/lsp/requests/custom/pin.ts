import type { PinParams, PinResult } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import type { Session } from '../../session';
import { failureResponse } from '../lib/failures';

/** `nbroute/pin` */
export function handlePin(
  { features }: Session,
  { text, analysis }: Snapshot,
  { query, subnet }: PinParams,
): PinResult {
  if (analysis.model.open || analysis.checked.counts.error > 0)
    return failureResponse('the policy has errors, so its routes are inconclusive');
  const edit = features.pinAnswer(analysis.model, query, subnet ?? undefined);
  if ('problem' in edit) return failureResponse(edit.problem);
  return { ok: true, version: text.version ?? 0, at: text.position(edit.from), text: edit.text };
}
