// Leaves an open nbroute.json to VS Code's JSON support, which checks it against the schema while it is edited.
import { type Diagnostic, extensions, type ExtensionContext, type Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { isConfigFile } from '../server/lib/config-file';
import { inBrowser } from './in-browser';

/** Must be called before the client starts. The server's diagnostics are shown while the file is not open. */
export function leaveOpenConfigsToJson(context: ExtensionContext, client: BaseLanguageClient): void {
  /** What the server published for each nbroute.json, by URI. */
  const published = new Map<string, Diagnostic[]>();
  const visible = (uri: Uri): Diagnostic[] =>
    isCheckedByJson(uri) ? [] : (published.get(uri.toString()) ?? []);
  const update = ({ uri }: { readonly uri: Uri }): void => {
    if (published.has(uri.toString())) client.diagnostics?.set(uri, visible(uri));
  };
  client.clientOptions.middleware = {
    ...client.clientOptions.middleware,
    handleDiagnostics: (uri, diagnostics, next) => {
      if (!isConfigFile(uri.path)) return next(uri, diagnostics);
      published.set(uri.toString(), diagnostics);
      return next(uri, visible(uri));
    },
  };
  context.subscriptions.push(
    workspace.onDidOpenTextDocument(update),
    workspace.onDidCloseTextDocument(update),
    // Another run of the server publishes again.
    client.onDidChangeState(() => published.clear()),
  );
}

/** Whether VS Code itself reports what is wrong in the file. */
function isCheckedByJson(uri: Uri): boolean {
  return (
    workspace.textDocuments.some((document) => document.uri.toString() === uri.toString()) &&
    // In a browser it may run in another extension host, whose extensions are not listed.
    (inBrowser || extensions.getExtension('vscode.json-language-features') !== undefined) &&
    workspace.getConfiguration('json', uri).get('validate.enable') !== false
  );
}
