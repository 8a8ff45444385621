/**
 * Resolves with the reason to exit early: a signal, or the end of the parent process, which cannot report it when it is
 * killed.
 */
export function stop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // Stays registered, so that a second Ctrl-C does not interrupt the clean-up.
      process.on(signal, () => resolve(signal));
    }
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) resolve('what started this has ended');
    }, 500);
    watch.unref();
  });
}
