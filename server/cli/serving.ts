/** For a program that serves a client on standard streams: never resolves, since the program exits when its client does. */
export function untilClientExits(): Promise<never> {
  // Without a reader there is nothing left to do.
  process.stdout.on('error', () => process.exit(0));
  return new Promise(() => undefined);
}
