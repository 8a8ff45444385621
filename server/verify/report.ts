import type { VerifyJson, VerifyRunJson } from '../json-output';
import type { Answer } from './replies';
import { starts, type InterfaceNames, type Start } from './notebook';
import { counted, grouped } from '../lib/numbers';

/** What a comparison with a kernel found. */
export type Report =
  | {
      readonly kind: 'compared';
      readonly policy: string;
      readonly runs: readonly NotebookRun[];
      /** Whether every start worked and every answer was the model's. */
      readonly ok: boolean;
    }
  /** `because` completes "cannot ask the kernel: …"; `advice` is a sentence. */
  | { readonly kind: 'cannot'; readonly policy: string; readonly because: string; readonly advice: string };

/** One notebook: a starting table, a naming and a subnet. */
export interface NotebookRun {
  readonly start: Start;
  readonly names: InterfaceNames;
  /** The subnets it is in, "" when the policy names none. */
  readonly site: string;
  /** Both starts of the script: its exit code and the last line it said. */
  readonly starts: readonly { readonly code: number; readonly said: string }[];
  /** Whether the second start left the table as the first. */
  readonly repeatable: boolean;
  /**
   * Whether the restore service's loop set the policy's routes again after all of them were removed, run by itself and not
   * by systemd; null where nothing was removed: the policy has `on-loss ignore`, or a start failed.
   */
  readonly restored: boolean | null;
  readonly asked: number;
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly address: string;
  readonly model: Answer;
  readonly kernel: Answer;
}

/** Whether a run showed what it was to show. */
export function holds(run: NotebookRun): boolean {
  return (
    run.starts.every(({ code }) => code === 0) &&
    run.repeatable &&
    run.restored !== false &&
    run.disagreements.length === 0 &&
    run.asked > 0
  );
}

/** A report for a person, some disagreements of each run shown. */
export function reportText(report: Report): string {
  if (report.kind === 'cannot')
    return `${report.policy}: cannot ask the kernel: ${report.because}.\n${report.advice}\n`;
  const { runs, policy } = report;
  const asked = runs.reduce((sum, run) => sum + run.asked, 0);
  const agreed = runs.reduce((sum, run) => sum + run.agreed, 0);
  const failed = runs.filter((run) => !holds(run)).length;
  const unstarted = runs.filter((run) => run.starts.some(({ code }) => code !== 0)).length;
  const summary = report.ok
    ? `the kernel agrees: ${grouped(asked)} of ${grouped(asked)} addresses on ${counted(runs.length, 'notebook')}`
    : unstarted > 0
      ? `the script fails on ${grouped(unstarted)} of ${counted(runs.length, 'notebook')}`
      : `the kernel disagrees on ${grouped(failed)} of ${counted(runs.length, 'notebook')}: ${grouped(agreed)} of ${grouped(asked)} addresses go as the table says`;
  return [
    `${policy}: ${summary}`,
    '',
    ...runs.flatMap(runText),
    '',
    ...(report.ok
      ? ['Proven is that each of these starting tables plus the script, started twice, gives the table.']
      : []),
    ...(report.ok && runs.some(({ restored }) => restored)
      ? [
          "All of the policy's routes were then removed, and the restore service's loop set them again: the loop, not systemd.",
        ]
      : []),
    ...starts
      .filter(({ start }) => runs.some((run) => run.start === start))
      .map(({ start, about }) => `  ${start.padEnd(widest)}  ${about}`),
    '',
  ].join('\n');
}

/** `verify --format json`. */
export function verifyJson(report: Report): VerifyJson {
  const { policy } = report;
  if (report.kind === 'cannot')
    return { version: 1, kind: report.kind, policy, because: report.because, advice: report.advice };
  const runs = report.runs.map((run): VerifyRunJson => ({
    start: run.start,
    names: { direct: run.names.direct, vpc: run.names.vpc },
    site: run.site,
    starts: run.starts.map(({ code, said }) => ({ code, said })),
    repeatable: run.repeatable,
    restored: run.restored,
    asked: run.asked,
    agreed: run.agreed,
    disagreements: run.disagreements.map(({ address, model, kernel }) => ({ address, model, kernel })),
  }));
  return { version: 1, kind: report.kind, policy, runs, ok: report.ok };
}

const widest = Math.max(...starts.map(({ start }) => start.length));
const shown = 3;

function runText(run: NotebookRun): string[] {
  const { start, names, site, asked, agreed, disagreements } = run;
  const where = `${start.padEnd(widest)}  ${names.direct}/${names.vpc}  ${site === '' ? 'no subnet' : site}`;
  const failed = run.starts.findIndex(({ code }) => code !== 0);
  const lines = [
    `  ${holds(run) ? 'ok    ' : 'FAILED'}  ${where}  ${grouped(agreed)} of ${grouped(asked)} agree`,
  ];
  if (failed >= 0)
    lines.push(
      `          start ${failed + 1} of the script ended with ${run.starts[failed].code}: ${run.starts[failed].said}`,
    );
  else if (run.restored === false)
    lines.push("          the restore service's loop did not set the removed routes again");
  else if (!run.repeatable) lines.push('          the second start left another table than the first');
  for (const { address, model, kernel } of disagreements.slice(0, shown))
    lines.push(`          ${address}: the table says ${model}, the kernel ${kernel}`);
  if (disagreements.length > shown)
    lines.push(`          and ${counted(disagreements.length - shown, 'more address', 'more addresses')}`);
  return lines;
}
