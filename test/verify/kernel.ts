import type { Context } from 'mocha';
import { planOf } from '../../server/emit/plan';
import { scriptAs } from '../../server/emit/script/script';
import { sites } from '../../server/model/effective';
import type { Model } from '../../server/model/model';
import { inNamespace, type NamespaceResult } from '../../server/verify/namespace';
import { namings, notebookOf, type Start } from '../../server/verify/notebook';
import { notProven } from '../not-proven';
import { modelOfText } from '../random-policy';

let probed: Promise<string | undefined> | undefined;

/** Leaves the test pending with `what` as not proven, if no kernel is available. */
export async function needsKernel(context: Context, what: string): Promise<void> {
  probed ??= inNamespace({
    notebook: { setup: ['link set lo up'], resolvers: '' },
    script: '#!/bin/bash\n',
    questions: [],
  }).then((result) => (result.kind === 'cannot' ? result.because : undefined));
  const reason = await probed;
  if (reason !== undefined) notProven(context, what, reason);
}

/** A notebook, and changes to it before the script is started twice. */
export interface Situation {
  readonly model: Model;
  readonly script: string;
  readonly start?: Start;
  /** Changes the `ip -batch` lines that build the notebook, which has eth0 and eth2. */
  readonly setup?: (lines: readonly string[]) => readonly string[];
  readonly resolvers?: string;
  /** bash functions that replace commands, by name, so that a start does not wait. */
  readonly functions?: Readonly<Record<string, string>>;
  /** Makes the script look for something missing twice, instead of once a second for a minute. */
  readonly short?: boolean;
  /** Whether routes are removed after the second start, for the restore service to restore. */
  readonly restores?: boolean;
}

/** The script in clear text regardless of its size, for tests that change it. */
export function clearScript(model: Model): string {
  return scriptAs(planOf(model), { form: 'readable', code: 'commented', packed: false });
}

/** The script with two attempts in place of 60. */
function inTwoTries(script: string): string {
  const short = script.replace('for waited in {0..59}; do', 'sleep() { :; }; for waited in {0..1}; do');
  if (short === script) throw new Error('the script does not wait as this test expects');
  return short;
}

/** Starts the script in a situation. */
export async function started(situation: Situation): Promise<Extract<NamespaceResult, { kind: 'done' }>> {
  const { model } = situation;
  const [names] = namings(model.network);
  const notebook = notebookOf(model, sites(model)[0], situation.start ?? 'blog', names);
  const functions = Object.entries(situation.functions ?? {});
  const result = await inNamespace({
    notebook: {
      setup: situation.setup?.(notebook.setup) ?? notebook.setup,
      resolvers: situation.resolvers ?? notebook.resolvers,
    },
    script: situation.short ? inTwoTries(situation.script) : situation.script,
    restores: situation.restores ?? false,
    questions: [],
    environment: Object.fromEntries(
      // The second form is how bash imported functions until 2014.
      functions.flatMap(([name, body]) =>
        [`BASH_FUNC_${name}%%`, name].map((key) => [key, `() { ${body}\n}`]),
      ),
    ),
  });
  if (result.kind === 'cannot') throw new Error(result.because);
  return result;
}

/** The blog's policy with a test's additions. */
export function blogModel(more = ''): Model {
  return modelOfText(`policy Blog\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n${more}`, 'blog.nbroute');
}
