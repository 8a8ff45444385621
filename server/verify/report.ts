import type { DisagreementJson, VerifyJson, VerifyOnwardJson, VerifyRunJson } from '../lib/json-output';
import type { Reply } from './replies';
import { starts, type InterfaceNames, type Start } from './notebook';
import { counted, grouped } from '../lib/numbers';

/** The result of a comparison with a kernel. */
export type Report =
  | {
      readonly kind: 'compared';
      readonly policy: string;
      readonly runs: readonly NotebookRun[];
      /** Whether every start succeeded and every reply was the model's. */
      readonly ok: boolean;
    }
  /** `because` completes "cannot ask the kernel: …"; `advice` is a sentence. */
  | { readonly kind: 'cannot'; readonly policy: string; readonly because: string; readonly advice: string };

/** One notebook: a starting table, a naming and a subnet. */
export interface NotebookRun {
  readonly start: Start;
  readonly names: InterfaceNames;
  /** Its subnets; "" if the policy has none. */
  readonly site: string;
  /** Both starts of the script: the exit code and the last line of output. */
  readonly starts: readonly { readonly code: number; readonly output: string }[];
  /** Whether the table was the same after both starts. */
  readonly repeatable: boolean;
  /**
   * Whether the restore service's loop, run without systemd, restored the policy's routes after all of them were
   * removed; null if none were removed, because of `on-loss ignore` or a failed start.
   */
  readonly restored: boolean | null;
  readonly asked: number;
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
  /** What the VPC router did with the notebook's packets; null without a network file. */
  readonly onward: OnwardRun | null;
}

/** The packets that a notebook sent through a router with its subnet's route table. */
export interface OnwardRun {
  /** Null if the network file does not have the subnet's table. */
  readonly routeTable: string | null;
  /** Why no packet was sent; null if the table is known. */
  readonly reason: string | null;
  readonly asked: number;
  readonly agreed: number;
  /** The number of addresses whose next hop is unknown from the network file. */
  readonly leftOut: number;
  /** Next hops by id. */
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly address: string;
  readonly model: Reply;
  readonly kernel: Reply;
}

/** Whether a run had no failure and no disagreement. */
export function holds(run: NotebookRun): boolean {
  return (
    run.starts.every(({ code }) => code === 0) &&
    run.repeatable &&
    run.restored !== false &&
    run.disagreements.length === 0 &&
    (run.onward?.disagreements.length ?? 0) === 0 &&
    run.asked > 0
  );
}

/** A report as text, with some disagreements of each run. */
export function reportText(report: Report): string {
  if (report.kind === 'cannot')
    return `${report.policy}: cannot ask the kernel: ${report.because}.\n${report.advice}\n`;
  const { runs, policy } = report;
  const asked = runs.reduce((sum, run) => sum + run.asked, 0);
  const agreed = runs.reduce((sum, run) => sum + run.agreed, 0);
  const failed = runs.filter((run) => !holds(run)).length;
  const unstarted = runs.filter((run) => run.starts.some(({ code }) => code !== 0)).length;
  const onward = onwardTotals(runs);
  const summary = report.ok
    ? `the kernel agrees: ${grouped(asked)} of ${grouped(asked)} addresses on ${counted(runs.length, 'notebook')}${onward.asked > 0 ? `, and ${grouped(onward.asked)} packets leave the VPC router as the model says` : ''}`
    : unstarted > 0
      ? `the script fails on ${grouped(unstarted)} of ${counted(runs.length, 'notebook')}`
      : `the kernel disagrees on ${grouped(failed)} of ${counted(runs.length, 'notebook')}: ${grouped(agreed)} of ${grouped(asked)} addresses go as the table says${onward.agreed < onward.asked ? `, ${grouped(onward.agreed)} of ${grouped(onward.asked)} packets leave the VPC router as the model says` : ''}`;
  return [
    `${policy}: ${summary}`,
    '',
    ...runs.flatMap(runText),
    '',
    ...(report.ok
      ? [
          'This proves that each of these starting tables plus the script, started twice, results in the table.',
        ]
      : []),
    ...(report.ok && runs.some(({ restored }) => restored)
      ? [
          "All of the policy's routes were then removed, and the restore service's loop set them again: the loop, not systemd.",
        ]
      : []),
    ...onwardText(report),
    ...starts
      .filter(({ start }) => runs.some((run) => run.start === start))
      .map(({ start, about }) => `  ${start.padEnd(widest)}  ${about}`),
    '',
  ].join('\n');
}

function onwardTotals(runs: readonly NotebookRun[]): Pick<OnwardRun, 'asked' | 'agreed' | 'leftOut'> {
  const total = (key: 'asked' | 'agreed' | 'leftOut') =>
    runs.reduce((sum, { onward }) => sum + (onward?.[key] ?? 0), 0);
  return { asked: total('asked'), agreed: total('agreed'), leftOut: total('leftOut') };
}

/** What the packets prove, and what they do not. */
function onwardText({ ok, runs }: Extract<Report, { kind: 'compared' }>): string[] {
  const { asked, leftOut } = onwardTotals(runs);
  const tables = new Set(runs.flatMap(({ onward }) => onward?.routeTable ?? []));
  const reasons = new Set(
    runs.flatMap(({ site, onward }) => (onward?.reason ? `${site}: ${onward.reason}` : [])),
  );
  return [
    ...(ok && asked > 0
      ? [
          `Packets from the notebook went through a router with the routes of ${[...tables].join(', ')}: each left by the next hop that the model names, or not at all.`,
          'That proves longest prefix and forwarding. Which row wins at an equal prefix (static, prefix list, propagated) is decided before.',
        ]
      : []),
    ...(leftOut > 0
      ? [
          `No packet was sent to ${counted(leftOut, 'address', 'addresses')} whose next hop is unknown from the network file.`,
        ]
      : []),
    ...[...reasons].map((reason) => `No packet was sent from ${reason}.`),
  ];
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
    starts: run.starts.map(({ code, output }) => ({ code, said: output })),
    repeatable: run.repeatable,
    restored: run.restored,
    asked: run.asked,
    agreed: run.agreed,
    disagreements: disagreementsJson(run.disagreements),
    onward: run.onward && onwardJson(run.onward),
  }));
  return { version: 1, kind: report.kind, policy, runs, ok: report.ok };
}

function onwardJson({
  routeTable,
  reason,
  asked,
  agreed,
  leftOut,
  disagreements,
}: OnwardRun): VerifyOnwardJson {
  return { routeTable, reason, asked, agreed, leftOut, disagreements: disagreementsJson(disagreements) };
}

function disagreementsJson(all: readonly Disagreement[]): readonly DisagreementJson[] {
  return all.map(({ address, model, kernel }) => ({ address, model, kernel }));
}

const widest = Math.max(...starts.map(({ start }) => start.length));
const mostShown = 3;

function runText(run: NotebookRun): string[] {
  const { start, names, site, asked, agreed, disagreements, onward } = run;
  const where = `${start.padEnd(widest)}  ${names.direct}/${names.vpc}  ${site === '' ? 'no subnet' : site}`;
  const failed = run.starts.findIndex(({ code }) => code !== 0);
  const lines = [
    `  ${holds(run) ? 'ok    ' : 'FAILED'}  ${where}  ${grouped(agreed)} of ${grouped(asked)} agree${onward && onward.asked > 0 ? `, ${grouped(onward.agreed)} of ${grouped(onward.asked)} packets` : ''}`,
  ];
  if (failed >= 0)
    lines.push(
      `          start ${failed + 1} of the script ended with ${run.starts[failed].code}: ${run.starts[failed].output}`,
    );
  else if (run.restored === false)
    lines.push("          the restore service's loop did not set the removed routes again");
  else if (!run.repeatable) lines.push('          the second start left another table than the first');
  return [
    ...lines,
    ...disagreementText(
      disagreements,
      ({ model, kernel }) => `the table says ${model}, the kernel ${kernel}`,
    ),
    ...disagreementText(
      onward?.disagreements ?? [],
      ({ model, kernel }) => `the model says ${model}, the VPC router ${kernel}`,
    ),
  ];
}

function disagreementText(
  all: readonly Disagreement[],
  text: (disagreement: Disagreement) => string,
): string[] {
  const lines = all.slice(0, mostShown).map((each) => `          ${each.address}: ${text(each)}`);
  if (all.length > mostShown)
    lines.push(`          and ${counted(all.length - mostShown, 'more address', 'more addresses')}`);
  return lines;
}
