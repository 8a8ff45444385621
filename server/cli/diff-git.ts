import { promises as fs } from 'node:fs';
import * as path from 'node:path';
import {
  addedPolicy,
  comparedPolicies,
  incomparable,
  removedPolicy,
  type Comparison,
  type NamedPolicy,
} from '../compare/compare';
import { isMissing } from '../node/disk-host';
import type { ComparedFile, ComparedVersions } from '../render/diff-files';
import { printable } from '../render/printable';
import { analysisOf, Failure, displayPath } from './command';
import { policyFiles } from './input';
import { revisionIn, type Revision } from './git';

/** The current version of a policy, named as given. */
export async function policyNow(file: string): Promise<NamedPolicy> {
  return { name: file === '-' ? 'standard input' : displayPath(file), analysis: await analysisOf(file) };
}

/** The policy itself; fails if it is unresolved. */
export function comparable(policy: NamedPolicy): NamedPolicy {
  const problem = incomparable(policy);
  if (problem !== undefined) throw new UnresolvedPolicy(`${problem}: see nbroute check`);
  return policy;
}

/** A policy that was read and cannot be compared. */
class UnresolvedPolicy extends Failure {}

/** Whether `diff --git` compares more than one policy; a folder may exist only at the revision. */
export async function isMany(paths: readonly string[], revision: string): Promise<boolean> {
  if (paths.length === 0)
    throw new Failure('missing policies; name files or folders to compare with a revision');
  if (paths.includes('-')) throw new Failure('standard input is in no repository: name a file');
  const [first = '', ...more] = paths;
  if (more.length > 0 || (await isFolder(first))) return true;
  return (await revisionAt(first, revision)).isFolder(path.resolve(first));
}

/** Compares a policy at a revision with its current version. */
export async function fileSince(file: string, revision: string): Promise<Comparison> {
  return since(file, await revisionAt(file, revision));
}

/**
 * Compares every policy that exists now or existed at a revision, sorted by path; one that cannot be compared says why.
 */
export async function manySince(paths: readonly string[], revision: string): Promise<ComparedFile[]> {
  const files = new Map<string, { readonly name: string; readonly then: Revision }>();
  const outcomes: ComparedFile[] = [];
  for (const each of paths) {
    const then = await revisionAt(each, revision);
    const { files: now, unreadable } = policyFiles([each]);
    // A missing path is not an error here, because it may have existed at the revision.
    for (const { path: file, message, missing } of unreadable)
      if (!missing) outcomes.push({ path: displayPath(file), problem: message, isUnreadable: true });
    const past = (await then.files(path.resolve(each)))
      .map((file) => (path.isAbsolute(each) ? file : path.relative('', file)))
      .filter((file) => file === path.normalize(each) || isPolicyIn(each, file));
    if (now.length + past.length + outcomes.length === 0)
      throw new Failure(`${printable(each)} has no policies, neither now nor at ${then.name}`);
    for (const name of [...past, ...now]) {
      const file = path.normalize(name);
      // A file is named as given, whether it exists now or only at the revision.
      files.set(file, { name: file === path.normalize(each) ? each : name, then });
    }
  }
  for (const [, { name, then }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    outcomes.push({ path: displayPath(name), ...(await outcomeOf(name, then)) });
  return outcomes;
}

/** Whether `policyFiles` would find a file in a folder. */
function isPolicyIn(folder: string, file: string): boolean {
  const folders = path.relative(folder, file).split(path.sep).slice(0, -1);
  return (
    file.endsWith('.nbroute') && folders.every((name) => name !== 'node_modules' && !name.startsWith('.'))
  );
}

async function outcomeOf(file: string, then: Revision): Promise<ComparedVersions> {
  try {
    return { comparison: await since(file, then) };
  } catch (error) {
    if (error instanceof Failure)
      return { problem: error.message, isUnreadable: !(error instanceof UnresolvedPolicy) };
    throw error;
  }
}

async function since(file: string, then: Revision): Promise<Comparison> {
  const analysis = await then.analysis(file);
  const was = analysis && comparable({ name: `${displayPath(file)} at ${then.name}`, analysis });
  const isThere = await fs.stat(file).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
  if (isThere) {
    const is = comparable(await policyNow(file));
    return was ? comparedPolicies(was, is) : addedPolicy(is);
  }
  if (was) return removedPolicy(was);
  throw new Failure(`${printable(file)} is not there, neither now nor at ${then.name}`);
}

/** The revision in a path's repository, which is found from the nearest existing folder. */
async function revisionAt(file: string, revision: string): Promise<Revision> {
  let folder = path.resolve(file);
  while (!(await isFolder(folder)) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  return revisionIn(folder, revision);
}

async function isFolder(file: string): Promise<boolean> {
  return fs.stat(file).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}
