import type { Preview, PreviewParams } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import { checkedOf, type Session } from '../../session';

/** `nbroute/preview` */
export function handlePreview(
  session: Session,
  { text, analysis }: Snapshot,
  { subnet }: PreviewParams,
): Preview {
  const checked = checkedOf(session, analysis);
  return session.features.preview(analysis.model, text.version ?? 0, analysis.checked, { subnet, checked });
}
