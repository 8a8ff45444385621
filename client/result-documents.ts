// Read-only documents for the results of commands, which are never saved.
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  l10n,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';

export const resultScheme = 'nbroute-result';

/** At most this many texts are kept; the oldest is dropped first. */
const mostDocuments = 30;

export interface ResultDocuments {
  /** The URI of a document with this text; the same name yields the same document. */
  readonly put: (name: string, text: string) => Uri;
}

/** Registers a content provider for the documents. */
export function registerResultDocuments(context: ExtensionContext): ResultDocuments {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(resultScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path }) =>
        texts.get(path) ?? l10n.t('This result is no longer available. Run the command again.'),
    }),
  );
  return {
    put: (name, text) => {
      const uri = Uri.from({ scheme: resultScheme, path: `/${name}` });
      texts.delete(uri.path);
      texts.set(uri.path, text);
      for (const oldest of texts.keys()) if (texts.size > mostDocuments) texts.delete(oldest);
      changed.fire(uri);
      return uri;
    },
  };
}

/** Opens a result in the active column, Markdown as a preview. */
export async function showResultDocument(uri: Uri): Promise<void> {
  if (uri.path.endsWith('.md')) {
    try {
      await commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor', {
        viewColumn: ViewColumn.Active,
        preview: true,
      });
      return;
    } catch {
      // VS Code's Markdown extension is switched off: the text reads well enough.
    }
  }
  await window.showTextDocument(uri, { viewColumn: ViewColumn.Active, preview: true });
}
