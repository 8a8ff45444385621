/**
 * Work that never runs twice at a time: asked for while it runs, it runs once more after that, so that the last state
 * counts. Rejects as the work does, which then is asked for anew.
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
