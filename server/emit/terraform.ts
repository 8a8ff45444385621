import type { Plan } from './plan';
import { whichSubnet, type TemplateOptions } from './template';
import { commentLines } from './text';

/** A Terraform configuration with the lifecycle configuration, whose script is readable. */
export function terraform(plan: Plan, script: string, { withNotebook = false }: TemplateOptions): string {
  return `${[
    ...commentLines(plan.about),
    'resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "routes" {',
    `  name = ${quoted(plan.name)}`,
    `  on_start = base64encode(<<-${endOf(script)}`,
    ...heredoc(script, '    '),
    `  ${endOf(script)}`,
    '  )',
    '}',
    '',
    'output "lifecycle_config_name" {',
    '  description = "What a notebook instance takes as its lifecycle_config_name"',
    '  value       = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name',
    '}',
    ...(withNotebook ? notebook(plan) : []),
  ].join('\n')}\n`;
}

function notebook({ name, instance }: Plan): string[] {
  const variable = (id: string, type: string, description: string, standard?: string) => [
    '',
    `variable "${id}" {`,
    `  type        = ${type}`,
    `  description = ${quoted(description)}`,
    ...(standard === undefined ? [] : [`  default     = ${quoted(standard)}`]),
    '}',
  ];
  return [
    ...variable('notebook_name', 'string', 'What the notebook instance is called', name),
    ...variable('role_arn', 'string', 'The IAM role the notebook instance works with'),
    ...variable('instance_type', 'string', 'Its size', 'ml.t3.medium'),
    ...(instance.attached
      ? [
          ...variable('subnet_id', 'string', whichSubnet(instance)),
          ...variable('security_group_ids', 'list(string)', 'Its security groups'),
        ]
      : []),
    '',
    'resource "aws_sagemaker_notebook_instance" "notebook" {',
    '  name                   = var.notebook_name',
    '  role_arn               = var.role_arn',
    '  instance_type          = var.instance_type',
    `  platform_identifier    = ${quoted(instance.platform)}`,
    `  direct_internet_access = "${instance.directInternet ? 'Enabled' : 'Disabled'}"`,
    ...(instance.attached
      ? ['  subnet_id              = var.subnet_id', '  security_groups        = var.security_group_ids']
      : []),
    '  lifecycle_config_name  = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name',
    '}',
  ];
}

/** A text's lines in a heredoc: HCL interprets `${` and `%{` there, unless their first character is doubled. */
function heredoc(text: string, indent: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${escaped(line)}`));
}

function escaped(line: string): string {
  // After more of the same character, doubling would be read from the wrong end.
  return line.replace(/([$%])(\1*)\{/g, (_, mark: string, more: string) =>
    more === '' ? `${mark}${mark}{` : `\${"${mark}${more}"}{`,
  );
}

/** A delimiter that is not a line of the text. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n').map((line) => line.trim()));
  let end = 'EOT';
  while (lines.has(end)) end += '_';
  return end;
}

function quoted(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, '?').replace(/[\\"]/g, '\\$&');
  return `"${escaped(plain)}"`;
}
