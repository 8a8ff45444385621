// The extension's program, for both hosts in one file, so that the package carries the language client once.
import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Only what this host can run is ever evaluated. */
const entry = async (): Promise<Entry> =>
  typeof process === 'undefined' ? import('./browser') : import('./extension');

interface Entry {
  readonly activate: (context: ExtensionContext) => BaseLanguageClient;
  readonly deactivate: () => Promise<void>;
}

/** Returns the client, for the tests; commands work at once, their requests wait for the server's start. */
export const activate = async (context: ExtensionContext): Promise<BaseLanguageClient> =>
  (await entry()).activate(context);

/** Ends the language server. */
export const deactivate = async (): Promise<void> => (await entry()).deactivate();
