import type { Plan } from './plan';
import { template, type TemplateOptions } from './template';

export function cloudformationJson(plan: Plan, script: string, options: TemplateOptions): string {
  return `${JSON.stringify(template(plan, script, options), undefined, 2)}\n`;
}
