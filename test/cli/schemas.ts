import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import { isObject } from '../../server/aws/json';
import type * as printed from '../../server/lib/json-output';
import { root } from '../fixture';

/** The outputs that have a schema, by the schema's name without its version. */
export interface Outputs {
  readonly check: printed.CheckJson;
  readonly table: printed.TableJson;
  readonly lookup: printed.LookupJson;
  readonly diff: printed.DiffJson;
  readonly 'diff-files': printed.DiffFilesJson;
  readonly fleet: printed.FleetJson;
  readonly verify: printed.VerifyJson;
  readonly explain: printed.ExplainJson;
  readonly compile: printed.CompileJson;
}
export type Output = keyof Outputs;

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });

function read(file: string): object {
  const value: unknown = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  assert.ok(isObject(value), file);
  return value;
}

/** The schema files in schemas/ for the commands' output. */
export const schemaFiles = readdirSync(path.join(root, 'schemas'))
  .filter((name) => name !== 'nbroute.schema.json')
  .sort();

/** As published: open for added members. */
for (const name of schemaFiles) ajv.addSchema(read(`schemas/${name}`), name);

/** The same, but closed: an unknown member fails like a missing one. */
for (const name of schemaFiles) {
  const schema = closed({ ...read(`schemas/${name}`), $id: `closed:${name}` });
  assert.ok(isObject(schema));
  ajv.addSchema(schema, `closed:${name}`);
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, each]: [string, unknown]) => [key, closed(each)]);
  return { ...Object.fromEntries(members), ...('properties' in value && { additionalProperties: false }) };
}

/** The shapes that 0.1.0 promised, taken from its tests, open for added members. */
ajv.addSchema({ ...read('test/cli/json-0.1.0.schema.json'), $id: '0.1.0' }, '0.1.0');
const promised: readonly Output[] = ['check', 'table', 'lookup', 'diff', 'diff-files'];

function valid(validate: ValidateFunction | undefined, value: unknown, about: string): void {
  assert.ok(validate, about);
  assert.ok(validate(value), `${about}: ${JSON.stringify(validate.errors?.slice(0, 3), undefined, 2)}`);
}

/** Asserts that a value is what a command prints today, and what 0.1.0 promised. */
export function assertOutput<Name extends Output>(
  output: Name,
  value: unknown,
  about: string = output,
): asserts value is Outputs[Name] {
  valid(ajv.getSchema(`closed:${output}-1.schema.json`), value, about);
  assertPublished(output, value, about);
  if (promised.includes(output)) assertPromised(output, value, about);
}

/** Asserts that a value matches the published schema. */
export function assertPublished(output: Output, value: unknown, about: string = output): void {
  valid(ajv.getSchema(`${output}-1.schema.json`), value, about);
}

/** Asserts that a value is what 0.1.0 promised. */
export function assertPromised(output: Output, value: unknown, about: string = output): void {
  valid(ajv.getSchema(`0.1.0#/$defs/${output}`), value, `${about}, as 0.1.0 promised it`);
}

/** Asserts that a value matches a definition of a closed schema. */
export function assertPart(output: Output, definition: string, value: unknown): void {
  valid(ajv.getSchema(`closed:${output}-1.schema.json#/$defs/${definition}`), value, definition);
}
