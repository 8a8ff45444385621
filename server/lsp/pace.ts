import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';

/** How long work runs before it yields to other requests, in milliseconds. */
const slice = 8;
/** The delay before the user sees progress, in milliseconds. */
const patience = 500;
/** How long partial results are collected before they are sent, in milliseconds. */
const gathering = 50;

/** The library's further arguments of a request: its token, and progress reporters for the client's tokens. */
export type RequestContext<Part = never> = [
  token: CancellationToken,
  progress?: WorkDoneProgressReporter,
  partial?: ResultProgressReporter<Part>,
];

/** Asks the client for a progress indicator; undefined if it has none. */
export type CreateProgress = () => Promise<WorkDoneProgressReporter> | undefined;

/**
 * Yields items, letting waiting requests run in between. Rejects once cancelled, and reports progress after a while,
 * even during the wait for the next item.
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
    // Not awaited, because a client that never responds must not block the work.
    create()?.then(
      (created) => {
        if (ended) return;
        reporter = created;
        created.begin(title, share(), undefined, false);
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

/** Schedules work and returns a function that cancels it. */
export type Later = (work: () => void) => () => void;

/** Work that is delayed until no more of it has arrived for a while. */
export interface Debounced {
  /** Adds a key and restarts the delay for all keys. */
  readonly put: (key: string) => void;
  readonly end: () => void;
}

/**
 * Runs work for each key once no key was added for a while, one key per turn of the event loop. The work must not
 * reject.
 */
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
      // The remaining keys wait together with those that arrived meanwhile.
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

/** Longer than the pause between two keystrokes, shorter than a glance at the screen. */
const aWhile: Later = (work) => {
  const timer = setTimeout(work, 200);
  return () => clearTimeout(timer);
};

/** Yields to messages that have arrived meanwhile; in a browser's worker a timer is the quickest means. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** The items of a result that is partly sent in advance; the remaining ones form the response. */
export interface PartialResult<Item> {
  readonly add: (item: Item) => void;
  /** The items for the response: all, or none if the client takes partial results. */
  readonly rest: () => Item[];
}

/** Collects a result for clients with and without support for partial results. */
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
