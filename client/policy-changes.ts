// Changes to policies and their files, for every view that depends on them.
import { EventEmitter, type Event, type ExtensionContext, Uri } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { changedNotification, type ChangedParams } from '../server/protocol';

export interface PolicyChanges {
  /**
   * Fires when the server has analysed an open policy again, or has found that one was created or deleted with its
   * folder; the URI is spelled as the server does.
   */
  readonly policy: Event<string>;
  /** Fires when a policy or a file that policies read has changed on disk, after the server was notified. */
  readonly file: Event<Uri>;
}

/** Must be called before the client starts, because a client has one listener for each notification and for files. */
export function policyChangesOf(context: ExtensionContext, client: BaseLanguageClient): PolicyChanges {
  const policy = new EventEmitter<string>();
  const file = new EventEmitter<Uri>();
  client.clientOptions.middleware = {
    ...client.clientOptions.middleware,
    workspace: {
      didChangeWatchedFile: async (change, notify) => {
        await notify(change);
        file.fire(Uri.parse(change.uri));
      },
    },
  };
  context.subscriptions.push(
    policy,
    file,
    client.onNotification(changedNotification, ({ uri }: ChangedParams) => policy.fire(uri)),
  );
  return { policy: policy.event, file: file.event };
}
