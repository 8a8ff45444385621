import type { LogEvent } from '../aws/fleet-answers';
import { readLogLine, type LogLine } from '../model/script-comment';

/** What a notebook's log says about its last start. */
export interface LastStart {
  /** The line in which the script named itself; undefined where the log has none. */
  readonly start: NonNullable<LogLine['start']> | undefined;
  /** Why it failed; undefined where it did not. */
  readonly failure: string | undefined;
}

/** Reads the events of a notebook's OnStart log, in any order; undefined where no start is in them. */
export function lastStart(events: readonly LogEvent[]): LastStart | undefined {
  const ordered = [...events].sort((a, b) => a.timestamp - b.timestamp);
  let found: LastStart | undefined;
  for (const { message } of ordered) {
    const line = readLogLine(message);
    if (line?.start) found = { start: line.start, failure: undefined };
    const failure = line?.failure ?? failureIn(line?.message ?? message);
    if (failure !== undefined) found = { start: found?.start, failure };
  }
  return found;
}

/** The policy that a log names; undefined where it is no compiled script's. */
export function policyInLog(events: readonly LogEvent[]): string | undefined {
  for (const { message } of events) {
    const line = readLogLine(message);
    if (line) return line.policy;
  }
  return undefined;
}

/** Failures that are told in other words: the user's own script, and a shell that is not bash. */
function failureIn(message: string): string | undefined {
  const own = /^on-start .* ended with exit code [1-9]\d*/.exec(message)?.[0];
  return own ?? /^nbroute: failed: (.*)$/.exec(message.trimEnd())?.[1];
}
