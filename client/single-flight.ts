/**
 * Work that never runs twice at a time: if it is requested while it runs, it runs once more afterwards, so that the
 * last state counts. Rejects if the work does, which can then be requested again.
 */
export function singleFlight(work: () => Promise<void>): () => Promise<void> {
  let isRunning = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isWanted) {
        isWanted = false;
        await work();
      }
    } finally {
      isRunning = false;
    }
  };
}
