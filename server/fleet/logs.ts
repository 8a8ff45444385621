import type { AccountRegion, LogEvent, LogFact } from '../aws/fleet-responses';
import type { NotebookFact } from '../aws/facts';
import type { DeployedScript } from './deployed-script';
import { groupedBy } from './grouped';
import { policyInLog } from './last-start';

/** The OnStart logs by notebook. */
export interface StartLogs {
  readonly of: (notebook: LoggingNotebook) => readonly LogEvent[];
}

/** A notebook that may have written a log. */
export interface LoggingNotebook {
  readonly fact: NotebookFact;
  readonly home: AccountRegion | undefined;
  readonly script: DeployedScript | undefined;
}

/** Attributes each answer's events to the notebook that logged them; reports those it cannot attribute as notices. */
export function startLogs(
  logs: readonly LogFact[],
  notebooks: readonly LoggingNotebook[],
  notices: string[],
): StartLogs {
  const byName = groupedBy(notebooks, ({ fact }) => [fact.name]);
  const byPolicy = groupedBy(notebooks, ({ script }) =>
    script?.policy === undefined ? [] : [script.policy],
  );
  const events = new Map<string, LogEvent[]>();
  const ambiguous = new Set<string>();
  let nameless = 0;
  for (const log of logs) {
    const policy = log.notebook === undefined ? policyInLog(log.events) : undefined;
    const candidates = log.notebook === undefined ? byPolicy.get(policy ?? '') : byName.get(log.notebook);
    const inSameHome = (candidates ?? []).filter(({ home }) => home === log.home);
    const [notebook, another] =
      inSameHome.length > 0 ? inSameHome : log.home === undefined ? (candidates ?? []) : [];
    if (!notebook || another) {
      if (log.notebook === undefined) nameless++;
      else if (another) ambiguous.add(log.notebook);
      continue;
    }
    const earlier = events.get(notebook.fact.id) ?? [];
    events.set(notebook.fact.id, earlier);
    for (const event of log.events) earlier.push(event);
  }
  for (const name of ambiguous)
    notices.push(
      `the log of ${name} is not used: several notebook instances have the name; keep the output for each account and region in its own file`,
    );
  if (nameless > 0)
    notices.push(
      'log events without the name of their stream are not used: `get-log-events` leaves it out; add it with `--query`, or use `filter-log-events`',
    );
  return { of: ({ fact }) => events.get(fact.id) ?? [] };
}
