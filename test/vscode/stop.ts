/**
 * Settles with the reason when this program is to end early: a signal, or the end of the program that started it,
 * which a killed parent cannot tell.
 */
export function stop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // Stays: a second Ctrl-C must not cut off the cleaning up.
      process.on(signal, () => resolve(signal));
    }
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) resolve('what started this has ended');
    }, 500);
    watch.unref();
  });
}
