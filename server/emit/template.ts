import type { Plan } from './plan';

/** A CloudFormation template as a value, from which the formats are written. */
export type Value = string | readonly Value[] | { readonly [key: string]: Value };

export interface TemplateOptions {
  /** Whether to include a notebook instance with the lifecycle configuration. */
  readonly withNotebook?: boolean;
}

/**
 * The template of a policy's lifecycle configuration. The script is text below `Fn::Base64`, without `Fn::Sub`, which
 * would substitute its `${…}`. A notebook instance has the configuration's name in place of a `Ref`, which is the ARN.
 */
export function template(plan: Plan, script: string, { withNotebook = false }: TemplateOptions): Value {
  const configurationName = {
    'Fn::GetAtt': ['LifecycleConfig', 'NotebookInstanceLifecycleConfigName'],
  };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Routes of SageMaker notebook instances: ${plan.name}`,
    ...(withNotebook && { Parameters: parameters(plan) }),
    Resources: {
      LifecycleConfig: {
        Type: 'AWS::SageMaker::NotebookInstanceLifecycleConfig',
        Properties: {
          NotebookInstanceLifecycleConfigName: plan.name,
          OnStart: [{ Content: { 'Fn::Base64': script } }],
        },
      },
      ...(withNotebook && { Notebook: notebook(plan, configurationName) }),
    },
    Outputs: {
      LifecycleConfigName: {
        Description: 'What a notebook instance takes as its LifecycleConfigName',
        Value: configurationName,
      },
      ...(withNotebook && {
        NotebookInstanceName: {
          Description: 'The notebook instance',
          Value: { 'Fn::GetAtt': ['Notebook', 'NotebookInstanceName'] },
        },
      }),
    },
  };
}

function parameters({ instance }: Plan): Value {
  return {
    RoleArn: { Type: 'String', Description: 'The IAM role the notebook instance works with' },
    InstanceType: { Type: 'String', Default: 'ml.t3.medium' },
    ...(instance.attached && {
      SubnetId: { Type: 'AWS::EC2::Subnet::Id', Description: whichSubnet(instance) },
      SecurityGroupIds: { Type: 'List<AWS::EC2::SecurityGroup::Id>' },
    }),
  };
}

/** The subnet that an instance of the policy needs, as a sentence without its period. */
export function whichSubnet({ subnets }: Plan['instance']): string {
  return subnets.length === 0
    ? 'A subnet of the VPC that the policy is for'
    : `The subnet the policy is for: ${subnets.join(' or ')}`;
}

function notebook({ instance }: Plan, configurationName: Value): Value {
  return {
    Type: 'AWS::SageMaker::NotebookInstance',
    Properties: {
      RoleArn: { Ref: 'RoleArn' },
      InstanceType: { Ref: 'InstanceType' },
      PlatformIdentifier: instance.platform,
      DirectInternetAccess: instance.directInternet ? 'Enabled' : 'Disabled',
      ...(instance.attached && {
        SubnetId: { Ref: 'SubnetId' },
        SecurityGroupIds: { Ref: 'SecurityGroupIds' },
      }),
      LifecycleConfigName: configurationName,
    },
  };
}
