import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type WorkDoneProgressServerReporter,
} from 'vscode-languageserver';

/** For how long work goes on without a look at what else has come in, in milliseconds. */
const slice = 8;
/** After how long a person is told what is going on, in milliseconds. */
const patience = 500;

/** Makes a sign of progress that the client shows; undefined where it cannot. */
export type Begin = () => Promise<WorkDoneProgressServerReporter> | undefined;

/**
 * Hands on what comes, with a breath between for requests that wait, an end once the token is cancelled, and
 * progress when it takes long.
 */
export async function* paced<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  title: string,
  total: () => number,
  token: CancellationToken,
  begin: Begin,
): AsyncGenerator<Item, void, undefined> {
  const started = Date.now();
  let breath = started;
  let done = 0;
  let reporter: WorkDoneProgressServerReporter | undefined;
  let asked = false;
  try {
    for await (const item of items) {
      yield item;
      done++;
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const now = Date.now();
      if (!asked && now - started >= patience) {
        asked = true;
        // Not waited for: a client that never answers holds up nothing.
        begin()?.then(
          (made) => {
            reporter = made;
            made.begin(title, 0, undefined, false);
          },
          () => undefined,
        );
      }
      if (now - breath < slice) continue;
      reporter?.report(Math.round((100 * done) / Math.max(done, total())));
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = Date.now();
    }
  } finally {
    reporter?.done();
  }
}
