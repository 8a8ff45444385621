// The extension's bundle for both hosts, so that the package contains the language client once. Only what the current
// host can run is evaluated.
import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { inBrowser } from './in-browser';

/** Returns the client for tests. Commands are registered at once; their requests wait until the server has started. */
export const activate = async (context: ExtensionContext): Promise<BaseLanguageClient> =>
  inBrowser
    ? (await import('./browser')).activateInBrowser(context)
    : (await import('./extension')).activateOnDesktop(context);

/** Stops the language server. */
export const deactivate = async (): Promise<void> =>
  inBrowser
    ? (await import('./browser')).deactivateInBrowser()
    : (await import('./extension')).deactivateOnDesktop();
