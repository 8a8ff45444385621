import { collectedFacts, emptyCollection } from './collection';
import type { NetworkFacts } from './facts';
import {
  emptyFleetCollection,
  readFleetResponse,
  type AccountRegion,
  type ConfigurationFact,
  type FleetCollection,
  type LogFact,
  type NotebookStatus,
} from './fleet-responses';
import { jsonDocuments, spanFinder, type JsonPath } from './json-documents';
import { objectsOf, readObject } from './read';

/** AWS's answers about notebooks, their network, their lifecycle configurations and their logs. */
export interface FleetFacts {
  readonly network: NetworkFacts;
  /** By name; several accounts and regions may have the same name. */
  readonly configurations: ReadonlyMap<string, readonly ConfigurationFact[]>;
  readonly statuses: ReadonlyMap<string, NotebookStatus>;
  readonly logs: readonly LogFact[];
  /**
   * By the name of a notebook whose answer has no ARN: its account and region, if the rest of its file has only one.
   */
  readonly homes: ReadonlyMap<string, AccountRegion>;
  /** Whether there are more notebooks, or more log events, than the files have. */
  readonly truncated: { readonly notebooks: boolean; readonly logs: boolean };
  readonly diagnostics: readonly FleetFileDiagnostic[];
}

export interface FleetFileDiagnostic {
  /** The index of the file. */
  readonly file: number;
  /** In UTF-16 units. */
  readonly offset: number;
  /** Completes "FILE …"; its only text from the file is ids. */
  readonly message: string;
  /** Whether part of the file could not be read at all. */
  readonly unread: boolean;
}

/**
 * Reads any number of files together. Facts without an ARN belong to the account and region of the other answers in
 * their file, if all of those have the same.
 */
export function readFleetFiles(texts: readonly string[]): FleetFacts {
  const collection = emptyCollection();
  const statuses = new Map<string, NotebookStatus>();
  const reading: Reading = { homes: new Map(), configurations: new Map(), logs: [], diagnostics: [] };
  let logsTruncated = false;
  texts.forEach((text, file) => {
    const { documents, errors } = jsonDocuments(text);
    const fleet = emptyFleetCollection(statuses);
    const earlierDiagnostics = collection.diagnostics.length;
    collection.recognised = false;
    documents.forEach(({ value }, key) => {
      for (const json of objectsOf({ value, jsonPath: { in: undefined, key } })) {
        readObject(collection, json);
        readFleetResponse(fleet, json);
      }
    });
    const spanOf = spanFinder(text, documents);
    const add = (message: string, jsonPath: JsonPath | undefined, from = 0, unread = false): void => {
      reading.diagnostics.push({ file, offset: jsonPath ? spanOf(jsonPath).from : from, message, unread });
    };
    for (const { from, message } of errors) add(message, undefined, from, true);
    if (!collection.recognised && !fleet.recognised && errors.length === 0) add(nothing, undefined, 0, true);
    for (const { message, jsonPath, from } of collection.diagnostics.slice(earlierDiagnostics))
      add(message, jsonPath, from);
    for (const { message, jsonPath } of fleet.diagnostics) add(message, jsonPath);
    logsTruncated ||= fleet.logsTruncated;
    settle(reading, fleet, add);
  });
  const network = collectedFacts(collection);
  const truncated = { notebooks: network.truncated.has('notebooks'), logs: logsTruncated };
  return { ...reading, network, statuses, truncated };
}

const nothing = 'has no output of `aws sagemaker`, `aws ec2` or `aws logs` about notebooks';

interface Reading {
  readonly homes: Map<string, AccountRegion>;
  readonly configurations: Map<string, ConfigurationFact[]>;
  readonly logs: LogFact[];
  readonly diagnostics: FleetFileDiagnostic[];
}

/** Gives a file's facts without an ARN the account and region of those with one. */
function settle(
  { homes, configurations, logs }: Reading,
  fleet: FleetCollection,
  addDiagnostic: (message: string, jsonPath: JsonPath) => void,
): void {
  const [only, another] = fleet.homes;
  const home = another === undefined ? only : undefined;
  if (home !== undefined) for (const name of fleet.nameless) homes.set(name, home);
  for (const each of fleet.configurations) {
    const settled = { ...each, home: each.home ?? home };
    const named = configurations.get(each.name) ?? [];
    configurations.set(each.name, named);
    const before = named.find((other) => other.home === settled.home);
    if (!before) named.push(settled);
    else if (before.onStart !== settled.onStart)
      addDiagnostic(
        `has the lifecycle configuration \`${each.name}\` twice, with different content`,
        each.jsonPath,
      );
  }
  for (const each of fleet.logs) logs.push({ ...each, home: each.home ?? home });
}
