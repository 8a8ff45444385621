import type { InitializeParams } from 'vscode-languageserver';
import { encodings, type Encoding } from './encodings';
import { member } from './member';
import type { Commands, DiagnosticSupport } from './to-lsp';

/** The client's capabilities, as far as the server uses them. */
export interface Client {
  readonly encoding: Encoding;
  /** Whether it pulls diagnostics; otherwise they are published. */
  readonly pulls: boolean;
  readonly relatedDiagnostics: boolean;
  readonly shows: DiagnosticSupport;
  /** Whether it renders Markdown in hovers; otherwise they are plain text. */
  readonly markdown: boolean;
  readonly snippets: boolean;
  readonly definitionLinks: boolean;
  readonly versionedEdits: boolean;
  /** Whether it requests the edit of a code action only when that is chosen. */
  readonly resolvesEdits: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly folderChanges: boolean;
  readonly progress: boolean;
  readonly refreshes: {
    readonly diagnostics: boolean;
    readonly inlayHints: boolean;
    readonly codeLenses: boolean;
    readonly semanticTokens: boolean;
  };
  readonly commands: Commands;
  /** Whether it reads files on the server's behalf. */
  readonly files: boolean;
  /** The URIs of the workspace folders at the start. */
  readonly folders: readonly string[];
}

/** Reads the client's capabilities, any of which may be missing, and its options, which may have any form. */
export function clientOf({
  capabilities,
  rootUri,
  workspaceFolders,
  initializationOptions,
}: InitializeParams): Client {
  const { general, textDocument, window, workspace } = capabilities;
  // A client that pulls may declare these under `diagnostic`; before LSP 3.18 only `publishDiagnostics` had them.
  const diagnostics = { ...textDocument?.publishDiagnostics, ...textDocument?.diagnostic };
  const commands = member(initializationOptions, 'commands');
  const command = (name: string): string | undefined => {
    const value = member(commands, name);
    return typeof value === 'string' ? value : undefined;
  };
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
  return {
    encoding: encodingOf(general?.positionEncodings),
    pulls: textDocument?.diagnostic !== undefined,
    relatedDiagnostics: textDocument?.diagnostic?.relatedDocumentSupport === true,
    shows: {
      related: diagnostics.relatedInformation === true,
      tags: diagnostics.tagSupport !== undefined,
      links: diagnostics.codeDescriptionSupport === true,
    },
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    resolvesEdits:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folderChanges: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    refreshes: {
      diagnostics: workspace?.diagnostics?.refreshSupport === true,
      inlayHints: workspace?.inlayHint?.refreshSupport === true,
      codeLenses: workspace?.codeLens?.refreshSupport === true,
      semanticTokens: workspace?.semanticTokens?.refreshSupport === true,
    },
    commands: { preview: command('preview'), export: command('export') },
    files: member(initializationOptions, 'files') === true,
    folders,
  };
}

/** The client's first encoding that the server supports, or UTF-16, which is the protocol's default. */
function encodingOf(offered: readonly string[] | undefined): Encoding {
  for (const name of offered ?? []) {
    const encoding = encodings.find((each) => each === name);
    if (encoding) return encoding;
  }
  return 'utf-16';
}
