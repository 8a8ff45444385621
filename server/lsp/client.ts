import type { InitializeParams } from 'vscode-languageserver';
import { member } from './settings';
import type { Commands, Shown } from './to-lsp';
import { encodings, type Encoding } from './text';

/** What the client can do, as far as it changes what the server does. */
export interface Client {
  readonly encoding: Encoding;
  /** It asks for diagnostics; any other gets them sent. */
  readonly pulls: boolean;
  readonly relatedDiagnostics: boolean;
  readonly shows: Shown;
  /** It shows hovers in Markdown; any other gets them as text. */
  readonly markdown: boolean;
  readonly snippets: boolean;
  readonly definitionLinks: boolean;
  readonly versionedEdits: boolean;
  /** It asks for the edit of a code action once that is chosen. */
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
  /** It reads files for a server that cannot. */
  readonly files: boolean;
  /** URIs of the folders that are open at the start. */
  readonly folders: readonly string[];
}

/** Reads what a client says of itself; it may say nothing, and leave its own options in any form. */
export function clientOf({
  capabilities,
  rootUri,
  workspaceFolders,
  initializationOptions,
}: InitializeParams): Client {
  const { general, textDocument, window, workspace } = capabilities;
  // A client that asks may say it there, and before 3.18 had no place but the other.
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

/** The first of the client's encodings that is known; UTF-16 where it names none, as the protocol has it. */
function encodingOf(offered: readonly string[] | undefined): Encoding {
  for (const name of offered ?? []) {
    const known = encodings.find((each) => each === name);
    if (known) return known;
  }
  return 'utf-16';
}
