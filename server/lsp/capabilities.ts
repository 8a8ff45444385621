import { CodeActionKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver';
import { actionKinds, fixAllKind } from '../features/code-actions/action-kinds';
import { tokenModifiers, tokenTypes } from '../features/token-types';
import type { Client } from './client';

const extensions = ['nbroute', 'json', 'tfstate', 'txt', 'sh'];

/** What a policy can read: policies, their includes, list files and scripts, and the configuration. */
export const watchedFiles = `**/*.{${extensions.join()}}`;

/** Whether a path matches `watchedFiles`. */
export const isWatchedFile = (path: string): boolean => extensions.some((each) => path.endsWith(`.${each}`));

/** Files whose renaming or deletion changes what policies mean, on any file system. */
const files = { pattern: { glob: watchedFiles, matches: 'file' } } as const;
const folder = { pattern: { glob: '**/*', matches: 'folder' } } as const;
const operations = { filters: [files, folder] };

/** The server's capabilities; a test compares them with the registered handlers. */
export function capabilitiesOf(client: Client): ServerCapabilities {
  return {
    positionEncoding: client.encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters: [' ', ',', '"', '/', '#'], resolveProvider: true },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: [' ', ','] },
    definitionProvider: true,
    referencesProvider: { workDoneProgress: true },
    documentHighlightProvider: true,
    documentSymbolProvider: { label: 'nbroute' },
    workspaceSymbolProvider: { workDoneProgress: true },
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, ...Object.values(actionKinds).slice(1), fixAllKind],
      resolveProvider: true,
    },
    codeLensProvider: {},
    documentLinkProvider: {},
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n', moreTriggerCharacter: ['}'] },
    renameProvider: { prepareProvider: true, workDoneProgress: true },
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: true,
      range: true,
    },
    inlayHintProvider: true,
    diagnosticProvider: {
      identifier: 'nbroute',
      interFileDependencies: true,
      workspaceDiagnostics: true,
      workDoneProgress: true,
    },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { willRename: operations, willDelete: operations },
    },
  };
}
