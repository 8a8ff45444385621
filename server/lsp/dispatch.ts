import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import type { Snapshot } from './analyses';
import type { RequestContext } from './pace';
import { logFailure, type Session } from './session';

/** Computes a response from the session. */
export type Handler<Params, Result, Part = never> = (
  session: Session,
  params: Params,
  ...context: RequestContext<Part>
) => Result | Promise<Result>;

/** Computes a response from a snapshot taken when the request arrived. */
export type SnapshotHandler<Params, Result, Part = never> = (
  session: Session,
  snapshot: Snapshot,
  params: Params,
  ...context: RequestContext<Part>
) => Result | Promise<Result>;

/** A handler that is loaded with its first request. */
export function lazily<Params, Result>(
  load: () => Promise<Handler<Params, Result>>,
): Handler<Params, Result> {
  return async (...request) => (await load())(...request);
}

interface AboutDocument {
  readonly textDocument: TextDocumentIdentifier;
}

/**
 * Serves a request as one of three kinds, each only until `shutdown`. If a feature fails, the
 * failure is logged and the response is `fallback`, so that everything else keeps working.
 */
export function dispatchOf(session: Session) {
  /** Serves a request that does not concern a single open text. */
  const request =
    <Params, Result, Part = never>(
      feature: string,
      fallback: Result,
      handler: Handler<Params, Result, Part>,
    ) =>
    (params: Params, ...context: RequestContext<Part>): Promise<Result> =>
      guarded(session, feature, fallback, context[0], () => handler(session, params, ...context));

  /**
   * Serves a request about an open text, or returns `fallback` if it is not open. Rejects if the text changes
   * meanwhile.
   */
  const onSnapshot =
    <Params extends AboutDocument, Result, Part = never>(
      feature: string,
      fallback: Result,
      handler: SnapshotHandler<Params, Result, Part>,
    ) =>
    (params: Params, ...context: RequestContext<Part>): Promise<Result> =>
      guarded(session, feature, fallback, context[0], async () => {
        const snapshot = await session.workspace.snapshot(params.textDocument.uri);
        if (!snapshot) return fallback;
        const result = await handler(session, snapshot, params, ...context);
        if (session.workspace.isCurrent(snapshot)) return result;
        throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
      });

  /** Serves a request about the latest text, starting over whenever the text changes meanwhile. */
  const onLatest =
    <Params, Result>(
      feature: string,
      fallback: Result,
      uriOf: (params: Params) => string,
      handler: SnapshotHandler<Params, Result>,
    ) =>
    (params: Params, token: CancellationToken): Promise<Result> =>
      guarded(session, feature, fallback, token, async () => {
        for (;;) {
          const snapshot = await session.workspace.snapshot(uriOf(params));
          if (!snapshot) return fallback;
          const result = await handler(session, snapshot, params, token);
          if (session.workspace.isCurrent(snapshot) || token.isCancellationRequested) return result;
        }
      });

  return { request, onSnapshot, onLatest };
}

async function guarded<Result>(
  session: Session,
  feature: string,
  fallback: Result,
  token: CancellationToken,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  if (session.phase === 'ended')
    throw new ResponseError(ErrorCodes.InvalidRequest, 'the server is shut down');
  try {
    const result = await work();
    if (!token.isCancellationRequested) return result;
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    logFailure(session, feature, error);
    return fallback;
  }
}
