import type { Location, ReferenceParams } from 'vscode-languageserver';
import type { Snapshot } from '../analyses';
import { partialResult, type RequestContext } from '../pace';
import type { Session } from '../session';
import { locationOf } from '../to-lsp';
import { modelsFrom } from './lib/models';
import { warnOfUnread } from './lib/warnings';

/** `textDocument/references` */
export async function handleReferences(
  session: Session,
  snapshot: Snapshot,
  { position, context }: ReferenceParams,
  ...[token, progress, partial]: RequestContext<Location[]>
): Promise<Location[] | null> {
  const { features, workspace } = session;
  const { text, analysis } = snapshot;
  const list = features.listNameAt(analysis.model, text.offset(position));
  if (!list) return null;
  const locations = partialResult(partial);
  // A file included by several policies is read with each of them.
  const keys = new Set<string>();
  for await (const model of modelsFrom(session, snapshot, 'Looking for references', token, progress))
    for (const reference of features.references([model], list, context.includeDeclaration)) {
      const key = `${reference.from} ${reference.path}`;
      if (!keys.has(key)) locations.add(locationOf(reference, workspace.textAt));
      keys.add(key);
    }
  await warnOfUnread(session);
  return locations.rest();
}
