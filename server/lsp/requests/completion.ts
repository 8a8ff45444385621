import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { topics, type Topic } from '../../features/completion/completion-item';
import type { Snapshot } from '../analyses';
import { checkedOf, type Session } from '../session';
import { member } from '../member';
import { completionList } from '../to-lsp';
import type { Workspace } from '../workspace';

/** `textDocument/completion` */
export async function handleCompletion(
  session: Session,
  { text, path, analysis }: Snapshot,
  { position }: CompletionParams,
): Promise<CompletionList> {
  const { features, workspace, client } = session;
  const entries = (folder: string): ReturnType<Workspace['entriesBeside']> =>
    workspace.entriesBeside(path, folder);
  const { diagnostics } = checkedOf(session, analysis);
  const completion = await features.completion(analysis.model, text.offset(position), entries, diagnostics);
  return completionList(text, completion, client.snippets);
}

/** `completionItem/resolve`: adds the documentation. */
export async function handleCompletionResolve(
  { workspace, features }: Session,
  item: CompletionItem,
): Promise<CompletionItem> {
  const uri = member(item.data, 'uri');
  const topic = topicOf(member(item.data, 'topic'));
  const snapshot = typeof uri === 'string' ? await workspace.snapshot(uri) : undefined;
  const value = snapshot && topic && features.completionDocumentation(snapshot.analysis.model, topic);
  return value === undefined ? item : { ...item, documentation: { kind: 'markdown', value } };
}

/** The topic that the server stored in an item; undefined if it has another form. */
function topicOf(value: unknown): Topic | undefined {
  const about = topics.find((each) => each === member(value, 'about'));
  const name = member(value, 'name');
  return about && typeof name === 'string' ? { about, name } : undefined;
}
