import { execFileSync } from 'node:child_process';

/**
 * Pins the main threads of this and other processes to one core, if `taskset` is available; returns a function that
 * unpins this one. V8's compiler and garbage collector threads are not pinned.
 */
export function onOneCore(others: readonly (number | undefined)[]): () => void {
  try {
    const [, free = ''] = /: (\S+)\s*$/.exec(taskset(process.pid)) ?? [];
    const [core = ''] = /\d+$/.exec(free) ?? [];
    for (const pid of [process.pid, ...others]) taskset(core, pid);
    return () => void taskset(free, process.pid);
  } catch {
    return () => undefined;
  }
}

/** The output of `taskset`, in a fixed locale. */
function taskset(...args: readonly (number | string | undefined)[]): string {
  const env = { ...process.env, LC_ALL: 'C' };
  return execFileSync('taskset', ['-p', '-c', ...args.map(String)], { encoding: 'utf8', env, stdio: 'pipe' });
}
