import { arrayOf, elementsOf, idOf, isObject, memberOf, numberOf, stringOf, type Json } from './json';
import type { JsonPath } from './json-documents';

/*
 * AWS's answers about notebooks, other than their network: their lifecycle configurations, and what those logged.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference and
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference
 */

/** `PARTITION:REGION:ACCOUNT`: names of notebooks and configurations are unique in it. */
export type AccountRegion = string;

/** A lifecycle configuration. */
export interface ConfigurationFact {
  readonly name: string;
  readonly home: AccountRegion | undefined;
  /** The OnStart script in base64; undefined if it has none. */
  readonly onStart: string | undefined;
  readonly jsonPath: JsonPath;
}

/** The status of a notebook instance, from its describe- or its list answer. */
export interface NotebookStatus {
  readonly status: string | undefined;
  readonly failureReason: string | undefined;
  /** Whether the answer is the complete description: a list has no subnets. */
  readonly isDescribed: boolean;
}

/** The events of one answer from the log of OnStart scripts. */
export interface LogFact {
  readonly home: AccountRegion | undefined;
  /**
   * The notebook that wrote it; undefined if the answer does not have the stream's name, like that of get-log-events.
   */
  readonly notebook: string | undefined;
  readonly events: readonly LogEvent[];
}

export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** Facts about notebooks while a file is read. */
export interface FleetCollection {
  readonly configurations: ConfigurationFact[];
  /** By the notebook's ARN, or its name if the answer does not have the ARN. */
  readonly statuses: Map<string, NotebookStatus>;
  readonly logs: LogFact[];
  /** The accounts and regions of the ARNs in the file. */
  readonly homes: Set<AccountRegion>;
  /** The names of notebooks whose answers have no ARN. */
  readonly nameless: string[];
  readonly diagnostics: { readonly message: string; readonly jsonPath: JsonPath }[];
  /** Whether part of the notebooks' log is missing. */
  logsTruncated: boolean;
  /** Whether any answer about notebooks was read. */
  recognised: boolean;
}

/** For the next file: each file can add to a notebook's status. */
export function emptyFleetCollection(statuses: FleetCollection['statuses']): FleetCollection {
  return {
    configurations: [],
    statuses,
    logs: [],
    homes: new Set(),
    nameless: [],
    diagnostics: [],
    logsTruncated: false,
    recognised: false,
  };
}

/** The account and region in an ARN; undefined if the text is not one. */
export function accountRegionOf(arn: string | undefined): AccountRegion | undefined {
  const match = /^arn:([a-z-]{1,20}):[a-z0-9-]{1,40}:([a-z0-9-]{1,40}):(\d{12}):/.exec(arn ?? '');
  return match ? `${match[1]}:${match[2]}:${match[3]}` : undefined;
}

/** Reads an object as an answer about notebooks, their configurations or their logs; ignores anything else. */
export function readFleetResponse(collection: FleetCollection, response: Json): void {
  const { value } = response;
  if (!isObject(value)) return;
  if (memberOf(value, 'NotebookInstanceName') !== undefined) readStatus(collection, response, true);
  for (const notebook of elementsOf(response, 'NotebookInstances')) readStatus(collection, notebook, false);
  if (memberOf(value, 'NotebookInstanceName') === undefined) readConfiguration(collection, response);
  if (Array.isArray(memberOf(value, 'events'))) readLog(collection, response);
}

function readStatus(collection: FleetCollection, { value, jsonPath }: Json, whole: boolean): void {
  if (!isObject(value)) return;
  const { statuses, diagnostics } = collection;
  const name = idOf(value, 'NotebookInstanceName');
  if (name === undefined) {
    diagnostics.push({
      message: 'has a notebook instance whose name AWS does not allow: it is left out',
      jsonPath,
    });
    return;
  }
  collection.recognised = true;
  const arn = idOf(value, 'NotebookInstanceArn');
  addHome(collection, accountRegionOf(arn));
  if (arn === undefined) collection.nameless.push(name);
  const key = arn ?? name;
  const before = statuses.get(key);
  statuses.set(key, {
    status: (whole ? undefined : before?.status) ?? idOf(value, 'NotebookInstanceStatus') ?? before?.status,
    failureReason: stringOf(value, 'FailureReason') ?? before?.failureReason,
    isDescribed: whole || before?.isDescribed === true,
  });
}

function readConfiguration(collection: FleetCollection, { value, jsonPath }: Json): void {
  if (memberOf(value, 'NotebookInstanceLifecycleConfigName') === undefined) return;
  const name = idOf(value, 'NotebookInstanceLifecycleConfigName');
  if (name === undefined) {
    collection.diagnostics.push({
      jsonPath,
      message: 'has a lifecycle configuration whose name AWS does not allow: it is left out',
    });
    return;
  }
  collection.recognised = true;
  const [hook] = arrayOf(memberOf(value, 'OnStart'));
  const home = accountRegionOf(idOf(value, 'NotebookInstanceLifecycleConfigArn'));
  addHome(collection, home);
  collection.configurations.push({ name, home, onStart: stringOf(hook, 'Content'), jsonPath });
}

function addHome({ homes }: FleetCollection, home: AccountRegion | undefined): void {
  if (home !== undefined) homes.add(home);
}

const stream = /^([A-Za-z0-9][A-Za-z0-9-]{0,62})\/LifecycleConfigOnStart$/;

/**
 * The answer of filter-log-events, whose events have the names of their streams, or of get-log-events, whose do not.
 */
function readLog(collection: FleetCollection, response: Json): void {
  const { value } = response;
  const byNotebook = new Map<string | undefined, LogEvent[]>();
  const ofAnswer = stringOf(value, 'logStreamName');
  for (const event of arrayOf(memberOf(value, 'events'))) {
    const message = stringOf(event, 'message');
    const timestamp = numberOf(event, 'timestamp');
    if (message === undefined || timestamp === undefined) continue;
    const name = stringOf(event, 'logStreamName') ?? ofAnswer;
    const notebook = name === undefined ? undefined : stream.exec(name)?.[1];
    // Other streams are those of the Jupyter server and of OnCreate.
    if (name !== undefined && notebook === undefined) continue;
    const events = byNotebook.get(notebook) ?? [];
    byNotebook.set(notebook, events);
    for (const line of message.split(/\r?\n/)) if (line !== '') events.push({ timestamp, message: line });
  }
  collection.recognised = true;
  const home = accountRegionOf(idOf(value, 'logGroupArn'));
  addHome(collection, home);
  for (const [notebook, events] of byNotebook) collection.logs.push({ home, notebook, events });
  if (stringOf(value, 'nextToken') === undefined && stringOf(value, 'NextToken') === undefined) return;
  collection.logsTruncated = true;
  const message = 'is truncated: its log events have a `nextToken`, so there is more output';
  collection.diagnostics.push({ message, jsonPath: { in: response.jsonPath, key: 'nextToken' } });
}
