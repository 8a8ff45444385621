import * as os from 'node:os';
import type { Row } from './measure';

/** The CPU time used up to a moment, in milliseconds. */
export interface Usage {
  readonly wall: number;
  /** By all processes, on all cores. */
  readonly all: number;
  /** By this process. */
  readonly own: number;
}

/** What other processes did while this one had nothing to measure. */
export interface Pause {
  /** How many cores they kept busy while this process slept. */
  readonly others: number;
  /** CPU time over wall time of a loop in this process. */
  readonly share: number;
}

/** The machine during a measurement. */
export interface Load {
  readonly before: Pause;
  readonly after: Pause;
  /** How many cores all processes kept busy. */
  readonly all: number;
  /** How many of them this process kept busy. */
  readonly own: number;
}

export interface Machine {
  usage(): Usage;
  pause(): Promise<Pause>;
}

/**
 * Whether other processes may have changed a ratio. The benchmark works in one process at a time, this one or one that
 * it has started, and the threads that compile code and collect garbage take up to half a core more.
 */
export function isBusy({ before, after, all, own }: Load): boolean {
  return before.others > 0.25 || after.others > 0.25 || before.share < 0.9 || after.share < 0.9
    ? true
    : all > Math.max(1, own) + 0.5;
}

/** Marks the rows that were measured on a busy machine. */
export async function* withLoad(
  rows: AsyncIterator<Row>,
  machine: Machine,
): AsyncGenerator<Row & { readonly busy: boolean }> {
  let before = await machine.pause();
  let busy = false;
  for (;;) {
    const from = machine.usage();
    const next = await rows.next();
    if (next.done) return;
    const to = machine.usage();
    const wall = to.wall - from.wall;
    // A row that follows at once comes from the same measurement as the preceding one.
    if (wall > 20) {
      const after = await machine.pause();
      busy = isBusy({ before, after, all: (to.all - from.all) / wall, own: (to.own - from.own) / wall });
      before = after;
    }
    yield { ...next.value, busy };
  }
}

export const thisMachine: Machine = {
  usage() {
    const { user, system } = process.cpuUsage();
    const all = os
      .cpus()
      .reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
    return { wall: performance.now(), all, own: (user + system) / 1000 };
  },
  async pause() {
    const asleep = await cores(() => new Promise<void>((resolve) => setTimeout(resolve, 150)));
    const awake = await cores(() => {
      for (const end = performance.now() + 20; performance.now() < end;);
    });
    return { others: asleep.all - asleep.own, share: awake.own };
  },
};

/** How many cores are busy during some work: by all processes, and by this one. */
async function cores(work: () => void | Promise<void>): Promise<{ all: number; own: number }> {
  const from = thisMachine.usage();
  await work();
  const to = thisMachine.usage();
  const wall = to.wall - from.wall;
  return { all: (to.all - from.all) / wall, own: (to.own - from.own) / wall };
}
