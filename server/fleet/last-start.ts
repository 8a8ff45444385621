import type { LogEvent } from '../aws/fleet-responses';
import { readLogLine, type LogLine } from '../model/script-comment';

/** The last start found in a notebook's log. */
export interface LastStart {
  /** The line with which the script identified itself; undefined if the log has none. */
  readonly start: NonNullable<LogLine['start']> | undefined;
  /** Why the start failed; undefined if it succeeded. */
  readonly failure: string | undefined;
}

/** Finds the last start in a notebook's OnStart log, whose events may be in any order; undefined if there is none. */
export function lastStart(events: readonly LogEvent[]): LastStart | undefined {
  const ordered = [...events].sort((a, b) => a.timestamp - b.timestamp);
  let latest: LastStart | undefined;
  for (const { message } of ordered) {
    const line = readLogLine(message);
    if (line?.start) latest = { start: line.start, failure: undefined };
    const failure = line?.failure ?? failureIn(line?.message ?? message);
    if (failure !== undefined) latest = { start: latest?.start, failure };
  }
  return latest;
}

/** The policy that a log names; undefined unless a compiled script wrote it. */
export function policyInLog(events: readonly LogEvent[]): string | undefined {
  for (const { message } of events) {
    const line = readLogLine(message);
    if (line) return line.policy;
  }
  return undefined;
}

/** Failures that nbroute's own script does not log: a failing on-start script, and a shell other than bash. */
function failureIn(message: string): string | undefined {
  const onStartFailure = /^on-start .* ended with exit code [1-9]\d*/.exec(message)?.[0];
  return onStartFailure ?? /^nbroute: failed: (.*)$/.exec(message.trimEnd())?.[1];
}
