// A minimal language server over stdio that answers every request at once with an empty result.
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';

const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    completionProvider: {},
    definitionProvider: true,
  },
}));
const answer = ({
  textDocument: { uri, version },
}: {
  textDocument: { uri: string; version: number };
}): void => {
  void connection.sendDiagnostics({ uri, version, diagnostics: [] });
};
connection.onDidOpenTextDocument(answer);
connection.onDidChangeTextDocument(answer);
connection.onHover(() => null);
connection.onCompletion(() => null);
connection.onDefinition(() => null);
connection.listen();
