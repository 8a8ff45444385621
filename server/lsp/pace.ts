import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';

/** How long work runs before it yields to other requests, in milliseconds. */
const slice = 8;
/** After how long the user sees progress, in milliseconds. */
const patience = 500;
/** How long partial results are collected before they are sent, in milliseconds. */
const gathering = 50;

/** What a request has beside its parameters, as the library passes it on: progress reporters for the client's own tokens. */
export type RequestContext<Part = never> = [
  token: CancellationToken,
  progress?: WorkDoneProgressReporter,
  partial?: ResultProgressReporter<Part>,
];

/** Has the client create a progress indicator; undefined where it cannot. */
export type CreateProgress = () => Promise<WorkDoneProgressReporter> | undefined;

/**
 * Passes items on, yielding to waiting requests in between. Rejects once the token is cancelled; reports progress when
 * it takes long, even while the next item is awaited.
 */
export async function* paced<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  title: string,
  total: () => number,
  token: CancellationToken,
  create: CreateProgress,
): AsyncGenerator<Item, void, undefined> {
  let lastYield = Date.now();
  let done = 0;
  let ended = false;
  let reporter: WorkDoneProgressReporter | undefined;
  const share = (): number => Math.round((100 * done) / Math.max(1, done, total()));
  const timer = setTimeout(() => {
    // Not awaited: a client that never responds holds up nothing.
    create()?.then(
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
      if (Date.now() - lastYield < slice) continue;
      reporter?.report(share());
      await turn();
      lastYield = Date.now();
    }
  } finally {
    ended = true;
    clearTimeout(timer);
    reporter?.done();
  }
}

/** Schedules work; the function it returns cancels it. */
export type Later = (work: () => void) => () => void;

/** Work that waits until no more of it has arrived for a while. */
export interface Debounced {
  /** Adds a key, and postpones all that wait. */
  readonly put: (key: string) => void;
  readonly end: () => void;
}

/** Runs work for each key once none has been put for a while, one key per turn. The work never rejects. */
export function debounce(work: (key: string) => Promise<void>, later: Later = aWhile): Debounced {
  const waiting = new Set<string>();
  let puts = 0;
  let cancel: (() => void) | undefined;
  const go = async (): Promise<void> => {
    const before = puts;
    for (const key of waiting) {
      waiting.delete(key);
      await work(key);
      await turn();
      // What is left waits with the keys that have arrived meanwhile.
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

/** Longer than the pause between two keys of a word, shorter than a glance up from the keyboard. */
const aWhile: Later = (work) => {
  const timer = setTimeout(work, 200);
  return () => clearTimeout(timer);
};

/** Yields to messages that have arrived meanwhile; a browser's worker has nothing quicker than a timer. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** The items of a result: those not sent early make up the response. */
export interface PartialResult<Item> {
  readonly add: (item: Item) => void;
  /** What is left for the response: everything, or nothing for a client that takes partial results. */
  readonly rest: () => Item[];
}

/** Collects a result, for clients that take partial results and for those that do not. */
export function partialResult<Item>(
  partial: ResultProgressReporter<Item[]> | undefined,
): PartialResult<Item> {
  let items: Item[] = [];
  let sent = Date.now();
  const send = (): void => {
    if (items.length > 0) partial?.report(items);
    items = [];
    sent = Date.now();
  };
  return {
    add: (item) => {
      items.push(item);
      if (partial && Date.now() - sent >= gathering) send();
    },
    rest: () => {
      if (partial) send();
      return items;
    },
  };
}
