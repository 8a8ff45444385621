// What is pasted into a policy and sets or shows routes becomes statements; VS Code's widget offers the plain text.
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

/** The kind of the edit, by which `editor.pasteAs.preferences` and keybindings name it. */
const kind = DocumentDropOrPasteEditKind.Text.append('nbroute', 'routes');

/** A longer text is no paste of routes that a person looks through. */
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
      if (text.length > mostCharacters || !looksLikeRoutes(text) || token.isCancellationRequested) return [];
      const params: ImportParams = { text };
      const result = await client.sendRequest<ImportResult>(importRequest, params, token);
      const routes = result.ok ? routesIn(result.text) : '';
      if (routes === '') return [];
      return [new DocumentPasteEdit(routes, l10n.t('Paste as route statements'), kind)];
    },
  };
  context.subscriptions.push(
    languages.registerDocumentPasteEditProvider({ language: 'nbroute' }, provider, {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: [plainText],
    }),
  );
}

/** How many lines are looked at for a route. */
const mostLines = 200;

/** Whether a line is a command that sets a route, or a row as ip-route(8) and route(8) print it: no statement is. */
function looksLikeRoutes(text: string): boolean {
  return text
    .split('\n', mostLines)
    .some((line) => looks.some((look) => look.test(line.slice(0, mostColumns))));
}

const mostColumns = 200;
const looks = [
  /\bip +(?:-\S+ +)*r[oute]* +(?:add|append|replace|change|a) /,
  /\broute +(?:add +|-\w+ +)[\w.:/-]/,
  /^ *(?:default|[\d.]+(?:\/\d+)?) +.*\bdev +\w/,
  /^ *[\d.]{7,15} +[\d.]{7,15} +[\d.]{7,15} +[A-Z!]+ /,
];

/** The route statements of an imported policy, and the lists that they name; the network is the policy's already. */
function routesIn(policy: string): string {
  const lines = policy.split('\n').filter((line) => /^(?:route|prefix-list)\s/.test(line));
  return lines.map((line) => `${line}\n`).join('');
}
