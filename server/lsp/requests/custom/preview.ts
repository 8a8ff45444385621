import { analyse, findings } from '../../../engine';
import type { Preview, PreviewParams } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import { checkedOf, settingsAt, type Session } from '../../session';

/** `nbroute/preview` */
export async function handlePreview(
  session: Session,
  { text, path, analysis }: Snapshot,
  { subnet, source }: PreviewParams,
): Promise<Preview> {
  const { features, environment } = session;
  const previewed = source === undefined ? analysis : await analyse(environment.host, path, source);
  const checked =
    previewed === analysis
      ? checkedOf(session, analysis)
      : findings(previewed.model, settingsAt(session, path).rules);
  return features.preview(previewed.model, text.version ?? 0, previewed.checked, { subnet, checked });
}
