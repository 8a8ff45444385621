import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Model } from '../../../model/model';
import type { Snapshot } from '../../analyses';
import { policiesOf, type Session } from '../../session';

/** The model of a snapshot, followed by those of all other policies of the workspace. */
export async function* modelsFrom(
  session: Session,
  snapshot: Snapshot,
  title: string,
  token: CancellationToken,
  progress: WorkDoneProgressReporter | undefined,
): AsyncGenerator<Model, void, undefined> {
  yield snapshot.analysis.model;
  for await (const { id, analysis } of policiesOf(session, title, token, progress))
    if (id !== snapshot.id) yield analysis.model;
}
