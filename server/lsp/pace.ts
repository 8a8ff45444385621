import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';

/** For how long work goes on without a look at what else has come in, in milliseconds. */
const slice = 8;
/** After how long a person is told what is going on, in milliseconds. */
const patience = 500;
/** How long parts of an answer are gathered, in milliseconds. */
const gathering = 50;

/** What a request comes with beside its parameters, as the library hands it on: signs of progress on the client's own tokens. */
export type Means<Part = never> = [
  token: CancellationToken,
  shown?: WorkDoneProgressReporter,
  partial?: ResultProgressReporter<Part>,
];

/** Makes a sign of progress that the client shows; undefined where it cannot. */
export type Begin = () => Promise<WorkDoneProgressReporter> | undefined;

/**
 * Hands on what comes, with a breath between for requests that wait, an end once the token is cancelled, and
 * progress when it takes long, even while the next one is waited for.
 */
export async function* paced<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  title: string,
  total: () => number,
  token: CancellationToken,
  begin: Begin,
): AsyncGenerator<Item, void, undefined> {
  let breath = Date.now();
  let done = 0;
  let ended = false;
  let reporter: WorkDoneProgressReporter | undefined;
  const share = (): number => Math.round((100 * done) / Math.max(1, done, total()));
  const patient = setTimeout(() => {
    // Not waited for: a client that never answers holds up nothing.
    begin()?.then(
      (made) => {
        if (ended) return;
        reporter = made;
        made.begin(title, share(), undefined, false);
      },
      () => undefined,
    );
  }, patience);
  try {
    for await (const item of items) {
      yield item;
      done++;
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (Date.now() - breath < slice) continue;
      reporter?.report(share());
      await turn();
      breath = Date.now();
    }
  } finally {
    ended = true;
    clearTimeout(patient);
    reporter?.done();
  }
}

/** Has work done later, unless what it gives is called before. */
export type Later = (work: () => void) => () => void;

/** Work that waits until nothing more of it has come for a while. */
export interface Calm {
  /** Puts off all that waits, and this with it. */
  readonly put: (key: string) => void;
  readonly end: () => void;
}

/** Does work for each key once none has been put for a while, one a turn. The work never rejects. */
export function whenCalm(work: (key: string) => Promise<void>, later: Later = aWhile): Calm {
  const waiting = new Set<string>();
  let puts = 0;
  let cancel: (() => void) | undefined;
  const go = async (): Promise<void> => {
    const before = puts;
    for (const key of waiting) {
      waiting.delete(key);
      await work(key);
      await turn();
      // What is left waits with what has come.
      if (puts !== before) return;
    }
  };
  return {
    put: (key) => {
      puts++;
      waiting.add(key);
      cancel?.();
      cancel = later(() => void go());
    },
    end: () => {
      cancel?.();
      waiting.clear();
    },
  };
}

/** Longer than between two keys of a word, shorter than a look up from the keyboard. */
const aWhile: Later = (work) => {
  const timer = setTimeout(work, 200);
  return () => clearTimeout(timer);
};

/** Lets what has come in meanwhile have its turn; a browser's worker has no quicker way than a timer. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** The parts of an answer: those that are not sent as they are found are the answer. */
export interface Parts<Item> {
  readonly add: (item: Item) => void;
  /** What is left for the answer: all, or for a client that takes parts nothing. */
  readonly rest: () => Item[];
}

/** Gathers the parts of an answer for a client that takes them as they are found, and for one that does not. */
export function partsOf<Item>(partial: ResultProgressReporter<Item[]> | undefined): Parts<Item> {
  let held: Item[] = [];
  let sent = Date.now();
  const send = (): void => {
    if (held.length > 0) partial?.report(held);
    held = [];
    sent = Date.now();
  };
  return {
    add: (item) => {
      held.push(item);
      if (partial && Date.now() - sent >= gathering) send();
    },
    rest: () => {
      if (partial) send();
      return held;
    },
  };
}
