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

/** Text that was typed on one line without a break. */
interface Typing {
  readonly document: TextDocument;
  readonly start: Position;
  /** Where the cursor will be once its selection event has arrived. */
  readonly end: Position;
  readonly hasArrived: boolean;
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
      const { document: text, end } = typing;
      const items = report.items.filter(({ range }) => !touches(text, range, end));
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
      const next = typingIn(event, typing);
      if (next) typing = next;
      else if (event.document === typing?.document) leave();
    }),
    window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      if (textEditor.document !== typing?.document) return;
      const [{ active }] = selections;
      const { start, end, hasArrived } = typing;
      // Selection events arrive later than changes: until the last one has arrived, the reported cursor may be earlier in
      // the text.
      if (active.isEqual(end)) typing = { ...typing, hasArrived: true };
      else if (hasArrived || !new Range(start, end).contains(active)) leave();
    }),
    window.onDidChangeActiveTextEditor(leave),
    workspace.onDidSaveTextDocument((document) => {
      if (document === typing?.document) leave();
    }),
  );
}

/** What a change typed on one line of the active policy at the cursor; undefined for undo, fixes and larger changes. */
function typingIn(
  { document, contentChanges, reason }: TextDocumentChangeEvent,
  previous: Typing | undefined,
): Typing | undefined {
  const [change, ...more] = contentChanges;
  const editor = window.activeTextEditor;
  if (document.languageId !== 'nbroute' || document !== editor?.document) return undefined;
  if (more.length > 0 || reason !== undefined || /[\r\n]/.test(change.text)) return undefined;
  const { start } = change.range;
  const continues =
    previous?.document === document && new Range(previous.start, previous.end).contains(start);
  // The selection is still that of before the change.
  if (!continues && !change.range.contains(editor.selection.active)) return undefined;
  const end = start.translate(0, change.text.length);
  return { document, start: continues ? previous.start : start, end, hasArrived: false };
}

/** Whether a diagnostic concerns the word at the cursor, or what is missing there. */
function touches(document: TextDocument, range: Range, cursor: Position): boolean {
  if (range.contains(cursor)) return true;
  const isBefore = range.end.line === cursor.line && range.end.isBefore(cursor);
  return isBefore && document.getText(new Range(range.end, cursor)).trim() === '';
}
