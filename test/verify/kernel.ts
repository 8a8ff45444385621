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

/** Leaves the test pending where no kernel can be asked, with `what` as not proven. */
export async function needsKernel(context: Context, what: string): Promise<void> {
  probed ??= inNamespace({
    notebook: { setup: ['link set lo up'], resolvers: '' },
    script: '#!/bin/bash\n',
    questions: [],
  }).then((result) => (result.kind === 'cannot' ? result.because : undefined));
  const reason = await probed;
  if (reason !== undefined) notProven(context, what, reason);
}

/** One notebook, changed before the script is started twice in it. */
export interface Situation {
  readonly model: Model;
  readonly script: string;
  readonly start?: Start;
  /** Changes the `ip -batch` lines that build the notebook, which has eth0 and eth2. */
  readonly setup?: (lines: readonly string[]) => readonly string[];
  readonly resolvers?: string;
  /** bash functions that stand in for commands, by name: a start has no time to wait. */
  readonly functions?: Readonly<Record<string, string>>;
  /** Has the script look for what is missing twice, not once a second for a minute. */
  readonly short?: boolean;
}

/** The script in clear text, however small it could be: for a test that changes it. */
export function clearScript(model: Model): string {
  return scriptAs(planOf(model), { form: 'readable', code: 'commented', packed: false });
}

/** The script with two tries in place of 60. */
function inTwoTries(script: string): string {
  const short = script.replace('for waited in {0..59}; do', 'sleep() { :; }; for waited in {0..1}; do');
  if (short === script) throw new Error('the script does not wait as this test expects');
  return short;
}

/** What the script does in a situation. */
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
    questions: [],
    environment: Object.fromEntries(
      // The second is how bash took functions until 2014.
      functions.flatMap(([name, body]) =>
        [`BASH_FUNC_${name}%%`, name].map((key) => [key, `() { ${body}\n}`]),
      ),
    ),
  });
  if (result.kind === 'cannot') throw new Error(result.because);
  return result;
}

/** The blog's policy and what a test adds. */
export function blogModel(more = ''): Model {
  return modelOfText(`policy Blog\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n${more}`, 'blog.nbroute');
}
