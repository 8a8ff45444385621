import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { Session } from '../../session';

/** Shows a message that the client does not wait for. */
export function warn({ connection }: Session, message: string): Promise<void> {
  return connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
}

/** How many names fit in a message. */
const mostNames = 5;

/** Warns that an edit of all policies leaves out those that could not be read. */
export async function warnOfUnread(session: Session): Promise<void> {
  const unread = session.workspace.unread();
  const others = unread.length > mostNames ? ` and ${unread.length - mostNames} more` : '';
  const names = unread.slice(0, mostNames).join(', ');
  if (unread.length > 0) await warn(session, `Left out, because it cannot be read: ${names}${others}`);
}
