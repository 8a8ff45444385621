// Turns pasted routes, or commands that set them, into statements; VS Code's paste widget offers the plain text
// instead.
import {
  type CancellationToken,
  type DataTransfer,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  type DocumentPasteEditContext,
  type DocumentPasteEditProvider,
  type ExtensionContext,
  l10n,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type ImportParams, importRequest, type ImportResult } from '../server/protocol';

const plainText = 'text/plain';

/** The kind of the edit, for `editor.pasteAs.preferences` and keybindings. */
const kind = DocumentDropOrPasteEditKind.Text.append('nbroute', 'routes');

/** A longer text is not analysed when pasted. */
const mostCharacters = 1_000_000;

export function registerPaste(context: ExtensionContext, client: BaseLanguageClient): void {
  const provider: DocumentPasteEditProvider = {
    provideDocumentPasteEdits: async (
      _document: TextDocument,
      _ranges: readonly Range[],
      data: DataTransfer,
      _context: DocumentPasteEditContext,
      token: CancellationToken,
    ) => {
      const text = (await data.get(plainText)?.asString()) ?? '';
      if (text.length > mostCharacters || token.isCancellationRequested) return [];
      const params: ImportParams = { text, isPasted: true };
      const result = await client.sendRequest<ImportResult>(importRequest, params, token);
      if (!result.ok || result.text === '') return [];
      return [new DocumentPasteEdit(result.text, l10n.t('Paste as route statements'), kind)];
    },
  };
  context.subscriptions.push(
    languages.registerDocumentPasteEditProvider({ language: 'nbroute' }, provider, {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: [plainText],
    }),
  );
}
