import * as path from 'node:path';
import { isCertain } from '../rules/runner';
import { analyse, uncertainties, type Analysis } from '../engine';
import type { Host } from '../host';
import { counted } from '../lib/numbers';
import { linesOf } from '../syntax/lines';
import { textInput } from '../tools/inputs';
import { ToolFailure } from './failure';
import { pathIn, type Folders } from './folders';

/** What a tool may use during one call. */
export interface ToolContext {
  readonly folders: Folders;
  /** Reads in these folders only. */
  readonly host: Host;
  /** Fails once the call is cancelled. */
  readonly checkCancelled: () => void;
}

/** The policy that a tool is called for. */
export interface ToolPolicy {
  /** As in the input. */
  readonly name: string;
  readonly analysis: Analysis;
  /** The line of an offset, from 1. */
  readonly line: (offset: number) => number;
}

/** The policy that an input names, or whose text it contains. */
export async function policyIn(input: object, context: ToolContext): Promise<ToolPolicy> {
  const [name, text] = [textInput(input, 'path'), textInput(input, 'text')];
  if (name === undefined && text === undefined)
    throw new ToolFailure('no policy: give "path", or "text" for a policy that is in no file');
  return readPolicy(name, text, context);
}

/** A policy by its path, by its text, or by a text and the path where it would be. */
export async function readPolicy(
  name: string | undefined,
  text: string | undefined,
  context: ToolContext,
): Promise<ToolPolicy> {
  const { folders, host } = context;
  if (name !== undefined && !name.endsWith('.nbroute'))
    throw new ToolFailure(`${JSON.stringify(name)} is not a policy: its name does not end in .nbroute`);
  const file =
    name === undefined ? path.join(folders[0] ?? path.sep, 'policy.nbroute') : pathIn(folders, name);
  const source = text ?? (await readText(name ?? '', file, context));
  const analysis = await analyse(host, file, source);
  context.checkCancelled();
  const lines = linesOf(analysis.unit.file);
  return { name: name ?? 'policy.nbroute', analysis, line: (offset) => lines.position(offset).line + 1 };
}

/** The text of a file that may be read; `name` is its name in the input. */
export async function readText(
  name: string,
  file: string,
  { host, checkCancelled }: ToolContext,
): Promise<string> {
  const read = await host.read(file);
  checkCancelled();
  if (read.kind === 'text') return read.text;
  const reason = read.kind === 'unreadable' ? read.reason : 'no such file';
  throw new ToolFailure(`${JSON.stringify(name)} cannot be read: ${reason}`);
}

/** The policy of an input, whose table must be certain. */
export async function resolvedPolicyIn(input: object, context: ToolContext): Promise<ToolPolicy> {
  const policy = await policyIn(input, context);
  const { model } = policy.analysis;
  if (isCertain(model)) return policy;
  const { error } = uncertainties(model).counts;
  throw new ToolFailure(
    `${policy.name} has ${counted(error, 'error')}, so its table is unresolved; check it first`,
  );
}
