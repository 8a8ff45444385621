import { execFileSync } from 'node:child_process';

/**
 * Puts the main threads of this process and of others on one core, where there is a `taskset` that can; what it gives
 * lets this one go again. The threads on which V8 compiles and collects stay where the kernel wants them.
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

/** What it says, in one language. */
function taskset(...args: readonly (number | string | undefined)[]): string {
  const env = { ...process.env, LC_ALL: 'C' };
  return execFileSync('taskset', ['-p', '-c', ...args.map(String)], { encoding: 'utf8', env, stdio: 'pipe' });
}
