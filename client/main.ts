// The extension's program, for both hosts in one file, so that the package carries the language client once. Only what
// this host can run is ever evaluated.
import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

const inBrowser = typeof process === 'undefined';

/** Returns the client, for the tests; commands work at once, their requests wait for the server's start. */
export const activate = async (context: ExtensionContext): Promise<BaseLanguageClient> =>
  inBrowser
    ? (await import('./browser')).activateInBrowser(context)
    : (await import('./extension')).activateOnDesktop(context);

/** Ends the language server. */
export const deactivate = async (): Promise<void> =>
  inBrowser
    ? (await import('./browser')).deactivateInBrowser()
    : (await import('./extension')).deactivateOnDesktop();
