/*
 * AWS's answers about notebooks, as the AWS CLI prints them: the members in the order of the API reference, without
 * empty ones.
 */

/** The properties of a notebook that a test can set. */
export interface TestNotebook {
  readonly name: string;
  readonly account?: string;
  readonly region?: string;
  readonly configuration?: string;
  readonly subnet?: string | undefined;
  readonly directInternet?: 'Enabled' | 'Disabled';
  readonly platform?: string;
  readonly status?: string;
  readonly failureReason?: string;
  readonly networkInterface?: string;
}

const home = { account: '111122223333', region: 'eu-central-1' };
const time = '2026-11-02T08:15:30.123000+00:00';

/** An ARN has the name in lower case. */
export function notebookArn({ name, account = home.account, region = home.region }: TestNotebook): string {
  return `arn:aws:sagemaker:${region}:${account}:notebook-instance/${name.toLowerCase()}`;
}

/** The answer of `list-notebook-instances`. */
export function listAnswer(notebooks: readonly TestNotebook[]): object {
  return {
    NotebookInstances: notebooks.map((notebook) => ({
      NotebookInstanceName: notebook.name,
      NotebookInstanceArn: notebookArn(notebook),
      NotebookInstanceStatus: notebook.status ?? 'InService',
      Url: `${notebook.name}.notebook.${notebook.region ?? home.region}.sagemaker.aws`,
      InstanceType: 'ml.t3.medium',
      CreationTime: time,
      LastModifiedTime: time,
      ...(notebook.configuration !== undefined && {
        NotebookInstanceLifecycleConfigName: notebook.configuration,
      }),
    })),
  };
}

/** The answer of `describe-notebook-instance`. */
export function notebookAnswer(notebook: TestNotebook): object {
  const { name, configuration, subnet, networkInterface, failureReason } = notebook;
  return {
    NotebookInstanceArn: notebookArn(notebook),
    NotebookInstanceName: name,
    NotebookInstanceStatus: notebook.status ?? 'InService',
    ...(failureReason !== undefined && { FailureReason: failureReason }),
    InstanceType: 'ml.t3.medium',
    ...(subnet !== undefined && { SubnetId: subnet, SecurityGroups: ['sg-0123456789abcdef0'] }),
    RoleArn: `arn:aws:iam::${notebook.account ?? home.account}:role/notebooks`,
    ...(networkInterface !== undefined && { NetworkInterfaceId: networkInterface }),
    LastModifiedTime: time,
    CreationTime: time,
    ...(configuration !== undefined && { NotebookInstanceLifecycleConfigName: configuration }),
    DirectInternetAccess: notebook.directInternet ?? 'Enabled',
    VolumeSizeInGB: 5,
    RootAccess: 'Enabled',
    PlatformIdentifier: notebook.platform ?? 'notebook-al2023-v1',
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
  };
}

/** The answer of `describe-notebook-instance-lifecycle-config`; without a script, one that has only OnCreate. */
export function configurationAnswer(
  name: string,
  script: string | undefined,
  { account = home.account, region = home.region } = {},
): object {
  const content = (text: string) => [{ Content: Buffer.from(text).toString('base64') }];
  return {
    NotebookInstanceLifecycleConfigArn: `arn:aws:sagemaker:${region}:${account}:notebook-instance-lifecycle-config/${name.toLowerCase()}`,
    NotebookInstanceLifecycleConfigName: name,
    ...(script === undefined ? { OnCreate: content('#!/bin/bash\n') } : { OnStart: content(script) }),
    LastModifiedTime: time,
    CreationTime: time,
  };
}

/** The answer of `logs filter-log-events` for one notebook's OnStart log, with one event for each line. */
export function logAnswer(notebook: string, messages: readonly string[], from = 1793600000000): object {
  return {
    events: messages.map((message, i) => ({
      logStreamName: `${notebook}/LifecycleConfigOnStart`,
      timestamp: from + i,
      message,
      ingestionTime: from + i + 4500,
      eventId: `39${from + i}00000000000000000000000000000000000000`,
    })),
    searchedLogStreams: [],
  };
}

/** The hash that a compiled script logs. */
export function loggedHash(script: string): string {
  return /^hash=(\w+)$/m.exec(script)?.[1] ?? '';
}

/** Answers in sequence, as appended by `>>`. */
export function answersText(answers: readonly object[]): string {
  return answers.map((answer) => `${JSON.stringify(answer, undefined, 2)}\n`).join('');
}
