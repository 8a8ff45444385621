// Hides diagnostics at the word being typed until the cursor leaves it or the policy is saved.
import {
  type ExtensionContext,
  type Position,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  window,
  workspace,
} from 'vscode';
import { type BaseLanguageClient, DocumentDiagnosticRequest, vsdiag } from 'vscode-languageclient';

/** The last change: first the typed text, then the cursor within or after it. */
interface Typing {
  readonly document: TextDocument;
  readonly at: Range;
}

/** Must be called before the client starts. The server still reports everything; only the display changes. */
export function holdBackWhileTyping(context: ExtensionContext, client: BaseLanguageClient): void {
  let typing: Typing | undefined;
  let isHeldBack = false;
  const leave = (): void => {
    const document = typing?.document;
    typing = undefined;
    if (!isHeldBack || !document) return;
    isHeldBack = false;
    const feature = client.getFeature(DocumentDiagnosticRequest.method);
    feature.getProvider(document)?.onDidChangeDiagnosticsEmitter.fire();
  };
  client.clientOptions.middleware = {
    ...client.clientOptions.middleware,
    provideDiagnostics: async (document, previousResultId, token, next) => {
      const report = await next(document, previousResultId, token);
      if (
        !typing ||
        document !== typing.document ||
        report?.kind !== vsdiag.DocumentDiagnosticReportKind.full
      )
        return report;
      const { document: text, at } = typing;
      const items = report.items.filter(({ range }) => !touches(text, range, at.end));
      if (items.length === report.items.length) return report;
      isHeldBack = true;
      // Without a result id, the next response contains all diagnostics again.
      const { resultId: _, ...rest } = report;
      return { ...rest, items };
    },
  };
  context.subscriptions.push(
    workspace.onDidChangeTextDocument((event) => {
      // The event also fires without changes, when the document becomes dirty or is saved.
      if (event.contentChanges.length === 0) return;
      const next = typingIn(event);
      if (next) typing = next;
      else if (event.document === typing?.document) leave();
    }),
    window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      if (textEditor.document !== typing?.document) return;
      const [{ active }] = selections;
      // The first selection after a change is the cursor within the typed text; any other place is another word.
      if (typing.at.contains(active)) typing = { ...typing, at: new Range(active, active) };
      else leave();
    }),
    window.onDidChangeActiveTextEditor(leave),
    workspace.onDidSaveTextDocument((document) => {
      if (document === typing?.document) leave();
    }),
  );
}

/** What a change typed on one line of the active policy; undefined for undo and for larger changes. */
function typingIn({ document, contentChanges, reason }: TextDocumentChangeEvent): Typing | undefined {
  const [change, ...more] = contentChanges;
  if (document.languageId !== 'nbroute' || document !== window.activeTextEditor?.document) return undefined;
  if (more.length > 0 || reason !== undefined || /[\r\n]/.test(change.text)) return undefined;
  const start = document.positionAt(change.rangeOffset);
  return { document, at: new Range(start, start.translate(0, change.text.length)) };
}

/** Whether a diagnostic concerns the word at the cursor, or what is missing there. */
function touches(document: TextDocument, range: Range, cursor: Position): boolean {
  if (range.contains(cursor)) return true;
  const isBefore = range.end.line === cursor.line && range.end.isBefore(cursor);
  return isBefore && document.getText(new Range(range.end, cursor)).trim() === '';
}
