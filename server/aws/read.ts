import { readResponse } from './aws-responses';
import { isTemplate, readTemplate } from './cloudformation';
import { emptyCollection, collectedFacts, type Collection } from './collection';
import type { NetworkFileDiagnostic, NetworkFacts } from './facts';
import { arrayOf, isObject, type Json, beginsAsJson } from './json';
import { jsonDocuments, spanFinder, structureOf, type JsonSpan, type JsonPath } from './json-documents';
import { isTerraformState, readTerraform } from './terraform';

/** A network file: its facts and problems. */
export interface NetworkFile {
  readonly facts: NetworkFacts;
  readonly diagnostics: readonly NetworkFileDiagnostic[];
  /** The span of a fact in the text, found on demand. */
  readonly spanOf: (jsonPath: JsonPath) => JsonSpan;
  /** The text without its values: lines, columns, brackets, and the names on the paths to facts. */
  readonly structure: string;
}

/**
 * Reads the AWS CLI's output, a Terraform state or a CloudFormation template, or several of them one after the other.
 * Keeps nothing that is not in facts.ts.
 */
export function readNetworkFile(text: string): NetworkFile {
  const { documents, errors } = jsonDocuments(text);
  const collection = emptyCollection();
  documents.forEach(({ value }, key) => {
    for (const json of objectsOf({ value, jsonPath: { in: undefined, key } })) readObject(collection, json);
  });
  const diagnostics: NetworkFileDiagnostic[] = errors.map(({ from, message }) => ({
    kind: 'not-json',
    message,
    jsonPath: undefined,
    from,
  }));
  if (!collection.recognised && errors.length === 0)
    diagnostics.push({
      kind: 'nothing',
      jsonPath: undefined,
      from: 0,
      message: 'has no output of `aws ec2 describe-…`, no Terraform state and no CloudFormation template',
    });
  // The text and its documents are not kept: other values may be secrets.
  const spans = documents.map(({ from, to }): JsonSpan => ({ from, to }));
  const facts = collectedFacts(collection);
  const structure = structureOf(text, keysOf([facts, collection.diagnostics]));
  return {
    facts,
    diagnostics: [...diagnostics, ...collection.diagnostics],
    spanOf: spanFinder(structure, spans),
    structure,
  };
}

/** Reads an object of any of these kinds. */
export function readObject(collection: Collection, json: Json): void {
  if (isTerraformState(json.value)) readTerraform(collection, json);
  else if (isTemplate(json.value)) readTemplate(collection, json);
  else readResponse(collection, json);
}

/** The names of the members on the paths to places. */
function keysOf(values: readonly unknown[]): Set<string> {
  const keys = new Set<string>();
  const seen = new Set<object>();
  const queue = [...values];
  while (queue.length > 0) {
    const value = queue.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isJsonPath(value)) {
      if (typeof value.key === 'string') keys.add(value.key);
      queue.push(value.in);
    } else
      for (const inner of value instanceof Map ? value.values() : Object.values(value)) queue.push(inner);
  }
  return keys;
}

function isJsonPath(value: object): value is JsonPath {
  return 'key' in value && 'in' in value;
}

/** The objects of a document: itself, or the elements of arrays at any depth. */
export function* objectsOf(document: Json): Generator<Json> {
  const stack = [document];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, jsonPath } = next;
    if (isObject(value)) yield next;
    else {
      const inner = arrayOf(value);
      for (let key = inner.length - 1; key >= 0; key--)
        stack.push({ value: inner[key], jsonPath: { in: jsonPath, key } });
    }
  }
}

/** Whether a text is AWS's answers about a network, a Terraform state or a template, and not routes in JSON. */
export function isNetworkFile(text: string): boolean {
  if (!beginsAsJson(text)) return false;
  const { facts } = readNetworkFile(text);
  return facts.subnets.size > 0 && (facts.vpcs.size > 0 || facts.routeTables.size > 0);
}
