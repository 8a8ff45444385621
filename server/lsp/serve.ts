import {
  ErrorCodes,
  RAL,
  ResponseError,
  type Connection,
  type InitializeError,
  type InitializeParams,
} from 'vscode-languageserver';
import { capabilitiesOf } from './capabilities';
import { clientOf, type Client } from './client';

/** A session as its transport sees it. */
export interface Running {
  readonly isShutDown: () => boolean;
}

/** Registers the handlers of a session, which needs everything else of the server. */
export type StartSession = (client: Client, params: InitializeParams) => Running;

/**
 * Answers `initialize`, for which an editor waits, with hardly more code than the protocol's. The session is started
 * when the response has been sent.
 */
export function serve(connection: Connection, version: string, start: StartSession): Running {
  let isInitialized = false;
  let session: Running | undefined;
  const tooEarly = (): ResponseError =>
    new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first');
  connection.onShutdown(tooEarly);
  const earlyRequests = connection.onRequest(tooEarly);
  connection.onInitialize((params) => {
    if (isInitialized)
      return new ResponseError<InitializeError>(ErrorCodes.InvalidRequest, 'initialized already');
    isInitialized = true;
    const client = clientOf(params);
    // Before the next message, which the library schedules likewise, after this one.
    RAL().timer.setImmediate(() => {
      earlyRequests.dispose();
      session = start(client, params);
    });
    return { serverInfo: { name: 'nbroute', version }, capabilities: capabilitiesOf(client) };
  });
  connection.listen();
  return { isShutDown: () => session?.isShutDown() === true };
}
