import type { Model } from '../model/model';
import type { CompileTarget } from '../protocol';
import { cloudformation } from './cloudformation';
import { commands } from './commands';
import { planOf, type Plan } from './plan';
import { script } from './script';

interface Target {
  /** What follows the policy's file name in the name of the file to write. */
  readonly suffix: string;
  readonly text: (plan: Plan) => string;
}

const targets = {
  script: { suffix: '.sh', text: script },
  cloudformation: { suffix: '.yaml', text: (plan) => cloudformation(plan, script(plan)) },
  commands: { suffix: '.commands.sh', text: commands },
} as const satisfies Readonly<Record<CompileTarget, Target>>;

/** Everything a policy compiles to, by the name `--to` takes. */
export const compileTargets: readonly CompileTarget[] = ['script', 'cloudformation', 'commands'];

/** A model's text for a target, LF only. The model is to have no errors: one that has them is not all there. */
export function emit(model: Model, target: CompileTarget): string {
  return targets[target].text(planOf(model));
}

/** A file name to offer, without a folder: `blog.nbroute` becomes `blog.sh`. */
export function fileNameOf(model: Model, target: CompileTarget): string {
  const name = model.unit.path.replace(/^.*[/\\]/, '').replace(/\.nbroute$/, '');
  return `${name === '' ? 'policy' : name}${targets[target].suffix}`;
}
