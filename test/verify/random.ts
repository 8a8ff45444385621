import * as assert from 'node:assert';
import { grouped } from '../../server/lib/numbers';
import { check } from '../../server/rules/runner';
import { rules } from '../../server/rules/registry';
import { reportText, type NotebookRun } from '../../server/verify/report';
import { verify } from '../../server/verify/verify';
import { modelOfFiles, randomUnit } from '../random-policy';

/** The result of comparing random policies with a kernel. */
export interface Comparison {
  readonly policies: number;
  readonly runs: readonly NotebookRun[];
  /** The first policies that differ, with the differences. */
  readonly different: readonly string[];
}

/**
 * Compiles the random policies of the seeds from 1 to `last`, starts each in the combinations of starting table, naming
 * and subnet that `only` selects, and compares the kernel's routing with the model.
 */
export async function compareRandom(
  last: number,
  only: (seed: number) => (combination: number, count: number) => boolean,
): Promise<Comparison> {
  const runs: NotebookRun[] = [];
  const different: string[] = [];
  for (let seed = 1; seed <= last; seed++) {
    const { text, files } = await randomUnit(seed);
    const model = await modelOfFiles(text, files);
    const { diagnostics } = check(model, rules, new Map(), 10, { keep: (severity) => severity === 'error' });
    assert.deepStrictEqual(diagnostics, [], `seed ${seed}:\n${text}\n${JSON.stringify(files)}`);
    const report = await verify(model, { seed, only: only(seed) });
    if (report.kind === 'compared') runs.push(...report.runs);
    if (report.kind === 'cannot' || !report.ok)
      different.push(`seed ${seed}: ${reportText(report)}\n${text}`);
    if (different.length >= 3) break;
  }
  return { policies: last, runs, different };
}

/** The result in one line. */
export function figure({ policies, runs, different }: Comparison): string {
  const sum = (value: (run: NotebookRun) => number) =>
    grouped(runs.reduce((all, run) => all + value(run), 0));
  const failed = sum(({ starts }) => starts.filter(({ code }) => code !== 0).length);
  return (
    `${grouped(policies)} random policies on ${grouped(runs.length)} notebooks, each started twice: ` +
    `${sum(({ asked }) => asked)} addresses compared, ${sum(({ disagreements }) => disagreements.length)} disagreements, ` +
    `${failed} failed starts${different.length > 0 ? ' (stopped early)' : ''}`
  );
}
