// What changes under the policies, for every view that shows something of them.
import { EventEmitter, type Event, type ExtensionContext, Uri } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { changedNotification, type ChangedParams } from '../server/protocol';

export interface PolicyChanges {
  /** The server has looked at an open policy again; its URI as the server spells it. */
  readonly policy: Event<string>;
  /** A policy, or a file that policies read, has changed on disk, and the server knows. */
  readonly file: Event<Uri>;
}

/** To be called before the client is started: a client has one listener for a notification, and one for files. */
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
    ...[policy, file],
    client.onNotification(changedNotification, ({ uri }: ChangedParams) => policy.fire(uri)),
  );
  return { policy: policy.event, file: file.event };
}
