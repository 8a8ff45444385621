import type { Model } from '../model/model';
import { compileTargets, type CompileTarget } from '../protocol';
import { awsCli } from './aws-cli';
import { cloudformation } from './cloudformation';
import { cloudformationJson } from './cloudformation-json';
import { commands } from './commands';
import { planOf, type Plan } from './plan';
import { script, tooLarge } from './script/script';
import { terraform } from './terraform';

export { compileTargets };

export interface EmitOptions {
  /** A notebook instance too, in the targets that can create one. */
  readonly withNotebook?: boolean;
  /** Of the bare commands those that take the routes away. */
  readonly undo?: boolean;
}

interface InterfaceName {
  /** What follows the policy's file name in the name of the file to write. */
  readonly suffix: string;
  /** What of the options it knows. */
  readonly takes?: 'withNotebook' | 'undo';
  readonly text: (plan: Plan, options: EmitOptions) => string;
}

const targets: Readonly<Record<CompileTarget, InterfaceName>> = {
  script: { suffix: '.sh', text: script },
  cloudformation: {
    suffix: '.yaml',
    takes: 'withNotebook',
    text: (plan, options) => cloudformation(plan, script(plan), options),
  },
  'cloudformation-json': {
    suffix: '.json',
    takes: 'withNotebook',
    text: (plan, options) => cloudformationJson(plan, script(plan), options),
  },
  terraform: {
    suffix: '.tf',
    takes: 'withNotebook',
    text: (plan, options) => terraform(plan, script(plan), options),
  },
  'aws-cli': { suffix: '.aws-cli.json', text: (plan) => awsCli(plan, script(plan)) },
  commands: { suffix: '.commands.sh', takes: 'undo', text: commands },
};

/** The targets that take an option. */
export function targetsTaking(option: 'withNotebook' | 'undo'): CompileTarget[] {
  return compileTargets.filter((target) => targets[target].takes === option);
}

/** A model's text for a target, LF only. The model is to have no errors: one that has them is not all there. */
export function emit(model: Model, target: CompileTarget, options: EmitOptions = {}): string {
  return targets[target].text(planOf(model), options);
}

/**
 * Why a target cannot hold what a policy compiles to: a script larger than AWS takes. Undefined where it can. The
 * bare commands have no limit.
 */
export function tooLargeFor(model: Model, target: CompileTarget): string | undefined {
  return target === 'commands' ? undefined : tooLarge(planOf(model));
}

/** A file name to offer, without a folder: `blog.nbroute` becomes `blog.sh`. */
export function fileNameOf(model: Model, target: CompileTarget, { undo }: EmitOptions = {}): string {
  const name = model.unit.path.replace(/^.*[/\\]/, '').replace(/\.nbroute$/, '');
  return `${name === '' ? 'policy' : name}${undo ? '.undo.sh' : targets[target].suffix}`;
}
