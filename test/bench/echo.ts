// A minimal language server over stdio that answers every request at once with an empty result, and every change with
// the diagnostics that it last received itself, if any.
import {
  createConnection,
  ProposedFeatures,
  PublishDiagnosticsNotification,
  TextDocumentSyncKind,
  type Diagnostic,
} from 'vscode-languageserver/node';

const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    completionProvider: {},
    definitionProvider: true,
  },
}));
let diagnostics: readonly Diagnostic[] = [];
connection.onNotification(PublishDiagnosticsNotification.type, (received) => {
  ({ diagnostics } = received);
});
const answer = ({
  textDocument: { uri, version },
}: {
  textDocument: { uri: string; version: number };
}): void => {
  void connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
};
connection.onDidOpenTextDocument(answer);
connection.onDidChangeTextDocument(answer);
connection.onHover(() => null);
connection.onCompletion(() => null);
connection.onDefinition(() => null);
connection.listen();
