import { commentLines } from './script';
import type { Plan } from './plan';

/**
 * A CloudFormation template with the lifecycle configuration, YAML. The script stands readable under `Fn::Base64`
 * alone: `Fn::Sub` would take its `${…}` for its own.
 */
export function cloudformation(plan: Plan, script: string): string {
  return `${[
    ...commentLines(plan.about),
    "AWSTemplateFormatVersion: '2010-09-09'",
    `Description: ${quoted(`Routes of SageMaker notebook instances: ${plan.name}`)}`,
    'Resources:',
    '  LifecycleConfig:',
    '    Type: AWS::SageMaker::NotebookInstanceLifecycleConfig',
    '    Properties:',
    `      NotebookInstanceLifecycleConfigName: ${quoted(plan.name)}`,
    '      OnStart:',
    '        - Content:',
    '            Fn::Base64: |',
    ...block(script, '              '),
    'Outputs:',
    '  LifecycleConfigName:',
    '    Description: What a notebook instance takes as its LifecycleConfigName',
    '    Value: !GetAtt LifecycleConfig.NotebookInstanceLifecycleConfigName',
  ].join('\n')}\n`;
}

/** The lines of a literal block scalar (YAML 1.1, 9.3.1); the text ends with one LF and begins with no space. */
function block(text: string, indent: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`));
}

/** A single-quoted scalar: what looks like a number or a word of YAML stays text. */
function quoted(text: string): string {
  return `'${text.replace(/\p{Cc}/gu, '?').replace(/'/g, "''")}'`;
}
