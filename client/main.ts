// The extension's bundle for both hosts, so that the package contains the language client once. Only what the current
// host can run is evaluated.
import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { inBrowser } from './in-browser';
import { clientOptions, start, type ExtensionHost } from './start';

let host: ExtensionHost | undefined;

/** Returns the client for tests. Commands are registered at once; their requests wait until the server has started. */
export async function activate(context: ExtensionContext): Promise<BaseLanguageClient> {
  host = inBrowser
    ? (await import('./browser')).browserHost(context, clientOptions())
    : (await import('./extension')).nodeHost(context, clientOptions());
  start(context, host.client);
  host.register?.();
  return host.client;
}

/** Stops the language server. */
export async function deactivate(): Promise<void> {
  await host?.client.dispose();
  host?.end?.();
}
