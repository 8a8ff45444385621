import {
  Message,
  type MessageReader,
  type MessageWriter,
  type NotificationMessage,
  type RequestMessage,
  type ResponseMessage,
} from 'vscode-languageserver/node';
import { member } from '../member';

/**
 * Wraps a reader and a writer so that every request of the client has a unique number. JSON-RPC distinguishes 2 from
 * "2", and a client may reuse an id too soon, but the library keys pending requests by the id's text and would answer
 * only the later one.
 */
export function withOwnIds(reader: MessageReader, writer: MessageWriter): [MessageReader, MessageWriter] {
  const ids = new Map<number, RequestMessage['id']>();
  const latest = new Map<unknown, number>();
  let last = 0;

  const request = (message: RequestMessage): RequestMessage => {
    last++;
    ids.set(last, message.id);
    latest.set(message.id, last);
    return { ...message, id: last };
  };
  /** Applies to the later of two requests with the same id; undefined if none is pending. */
  const cancellation = (message: NotificationMessage): NotificationMessage | undefined => {
    const id = latest.get(member(message.params, 'id'));
    return id === undefined ? undefined : { ...message, params: { id } };
  };

  const { onError, onClose, onPartialMessage } = reader;
  return [
    {
      onError,
      onClose,
      onPartialMessage,
      dispose: () => reader.dispose(),
      listen: (callback) =>
        reader.listen((message) => {
          if (Message.isRequest(message)) return callback(request(message));
          const isCancellation = Message.isNotification(message) && message.method === '$/cancelRequest';
          const translated = isCancellation ? cancellation(message) : message;
          if (translated) callback(translated);
        }),
    },
    {
      onError: writer.onError,
      onClose: writer.onClose,
      end: () => writer.end(),
      dispose: () => writer.dispose(),
      write: (message) => {
        if (!Message.isResponse(message) || typeof message.id !== 'number') return writer.write(message);
        const id = ids.get(message.id);
        if (id === undefined) return writer.write(message);
        ids.delete(message.id);
        if (latest.get(id) === message.id) latest.delete(id);
        const response: ResponseMessage = { ...message, id };
        return writer.write(response);
      },
    },
  ];
}
