import { routeCount, sizeDiagnostics, sizeWhileTyping } from '../../../engine';
import type { Status } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import { sizeOf, type Session } from '../../session';

/** `nbroute/status` */
export function handleStatus(session: Session, { analysis }: Snapshot): Status {
  const { model, checked } = analysis;
  const ofSize = sizeDiagnostics(model, new Map(), () => sizeOf(session, analysis));
  const results = session.features.expectationResults(model).map(({ result }) => result);
  const count = (result: string): number => results.filter((each) => each === result).length;
  return {
    errors: checked.counts.error + ofSize.counts.error,
    routes: routeCount(model),
    size: checked.counts.error > 0 ? null : (sizeWhileTyping(model) ?? null),
    expectations: model.open ? null : { holding: count('holds'), failing: count('fails') },
  };
}
