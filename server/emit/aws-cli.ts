import { base64 } from '../lib/base64';
import { utf8 } from './bytes';
import type { Plan } from './plan';

/**
 * The input of `aws sagemaker create-notebook-instance-lifecycle-config --cli-input-json file://…`, and of `update-…`:
 * the script's base64 has to be one line, which the base64 command does not write by default.
 */
export function awsCli(plan: Plan, script: string): string {
  const input = {
    NotebookInstanceLifecycleConfigName: plan.name,
    OnStart: [{ Content: base64(utf8(script)) }],
  };
  return `${JSON.stringify(input, undefined, 2)}\n`;
}
