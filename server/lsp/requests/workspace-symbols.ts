import type { WorkspaceSymbol, WorkspaceSymbolParams } from 'vscode-languageserver';
import { partialResult, type RequestContext } from '../pace';
import { policiesOf, type Session } from '../session';
import { workspaceSymbolOf } from '../to-lsp';

/** `workspace/symbol` */
export async function handleWorkspaceSymbol(
  session: Session,
  { query }: WorkspaceSymbolParams,
  ...[token, progress, partial]: RequestContext<WorkspaceSymbol[]>
): Promise<WorkspaceSymbol[]> {
  const { features, workspace } = session;
  const symbols = partialResult(partial);
  for await (const { analysis } of policiesOf(session, 'Looking for names', token, progress))
    for (const symbol of features.workspaceSymbols(analysis.model, query))
      symbols.add(workspaceSymbolOf(symbol, workspace.textAt));
  return symbols.rest();
}
