import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { Session } from '../../session';
import { unreadMessage } from '../../unread';

/** Shows a message that the client does not wait for. */
export function warn({ connection }: Session, message: string): Promise<void> {
  return connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
}

/** Warns that a result for all policies leaves out those that could not be read. */
export async function warnOfUnread(session: Session): Promise<void> {
  const message = unreadMessage(session.workspace.unread());
  if (message !== undefined) await warn(session, message);
}
