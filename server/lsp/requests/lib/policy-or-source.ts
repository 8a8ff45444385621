import { analyse } from '../../../engine';
import type { CheckParams } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import type { Session } from '../../session';
import { textOf } from '../../text';

/** Analyses a source in place of an open document, or else that document; undefined if there is neither. */
export async function policyOrSource(
  { workspace, environment, client }: Session,
  { uri, source }: CheckParams,
): Promise<Pick<Snapshot, 'text' | 'analysis'> | undefined> {
  if (source === undefined) return workspace.snapshot(uri);
  const analysis = await analyse(environment.host, environment.pathOf(uri), source);
  return { text: textOf(uri, null, source, client.encoding), analysis };
}
