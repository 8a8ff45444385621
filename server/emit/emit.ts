import type { Model } from '../model/model';
import { awsCli } from './aws-cli';
import { cloudformation } from './cloudformation';
import { cloudformationJson } from './cloudformation-json';
import { commands } from './commands';
import { factsOfFormat, type EmitOption, type OutputFormat } from './output-formats';
import { planOf, type Plan } from './plan';
import { script, tooLarge } from './script/script';
import { terraform } from './terraform';

export type EmitOptions = { readonly [option in EmitOption]?: boolean };

/** How each output format writes the plan. */
const writers: Readonly<Record<OutputFormat, (plan: Plan, options: EmitOptions) => string>> = {
  script,
  cloudformation: (plan, options) => cloudformation(plan, script(plan), options),
  'cloudformation-json': (plan, options) => cloudformationJson(plan, script(plan), options),
  terraform: (plan, options) => terraform(plan, script(plan), options),
  'aws-cli': (plan) => awsCli(plan, script(plan)),
  commands,
};

/** A model's text in an output format, LF only. The model must have no errors. */
export function emit(model: Model, format: OutputFormat, options: EmitOptions = {}): string {
  return writers[format](planOf(model), options);
}

/** Why a format cannot hold the compiled policy: its script is larger than AWS accepts. Undefined if it can. */
export function tooLargeFor(model: Model, format: OutputFormat): string | undefined {
  return factsOfFormat(format).holdsScript ? tooLarge(planOf(model)) : undefined;
}

/** A file name to suggest, without a folder: `blog.nbroute` becomes `blog.sh`. */
export function fileNameOf(model: Model, format: OutputFormat, { undo }: EmitOptions = {}): string {
  const name = model.unit.path.replace(/^.*[/\\]/, '').replace(/\.nbroute$/, '');
  return `${name === '' ? 'policy' : name}${undo ? '.undo.sh' : factsOfFormat(format).suffix}`;
}
