import { Failure } from './failure';

/** A server takes its input from its client only. */
export function rejectOperands(command: string, [first]: readonly string[]): void {
  if (first !== undefined) throw new Failure(`${command} takes no operands, not ${JSON.stringify(first)}`);
}

/** For a program that serves a client on standard streams: never resolves, since the program exits when its client does. */
export function untilClientExits(): Promise<never> {
  // Without a reader there is nothing left to do.
  process.stdout.on('error', () => process.exit(0));
  return new Promise(() => undefined);
}
