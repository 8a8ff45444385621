import type { Host, ReadResult } from '../host';
import type { File, Quoted } from '../syntax/ast';
import { parse } from '../syntax/parser';

/** A policy file with everything it reads: what all further steps work on. */
export interface Unit {
  readonly path: string;
  readonly file: File;
  /** The files it includes, and those they include, by path; each read once. The policy itself is not among them. */
  readonly included: ReadonlyMap<string, Included>;
  /** Files that prefix-lists are read from and scripts to run, by path. */
  readonly data: ReadonlyMap<string, ReadResult>;
  /** Where each quoted path of a file leads; undefined when it leaves the workspace. */
  readonly resolve: (from: string, path: string) => string | undefined;
}

export type Included = { readonly kind: 'file'; readonly file: File } | Exclude<ReadResult, { kind: 'text' }>;

/** Reads what a policy names. The only step that waits; nothing in it fails. */
export async function load(host: Host, path: string, file: File): Promise<Unit> {
  const included = new Map<string, Included>();
  const data = new Map<string, ReadResult>();
  const queue: { readonly path: string; readonly file: File }[] = [{ path, file }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const { kind, quoted } of quotedPaths(next.file)) {
      const target = host.resolve(next.path, quoted.text);
      if (target === undefined || target === path || included.has(target)) continue;
      if (kind === 'data') {
        if (!data.has(target)) data.set(target, await host.read(target));
        continue;
      }
      const read = await host.read(target);
      if (read.kind === 'text') {
        const inner = parse(read.text);
        included.set(target, { kind: 'file', file: inner });
        queue.push({ path: target, file: inner });
      } else included.set(target, read);
    }
  }
  return { path, file, included, data, resolve: (from, to) => host.resolve(from, to) };
}

/** Whether a file names others; one that does not needs no waiting. */
export function standsAlone(file: File): boolean {
  return quotedPaths(file).length === 0;
}

/** A policy that names no other file, loaded at once. */
export function loadAlone(path: string, file: File): Unit {
  return { path, file, included: new Map(), data: new Map(), resolve: () => undefined };
}

interface QuotedPath {
  readonly kind: 'include' | 'data';
  readonly quoted: Quoted;
}

function quotedPaths(file: File): QuotedPath[] {
  return file.statements.flatMap((statement): QuotedPath[] => {
    if (statement.kind === 'include' && statement.path) return [{ kind: 'include', quoted: statement.path }];
    if (statement.kind === 'on-start' && statement.path) return [{ kind: 'data', quoted: statement.path }];
    if (statement.kind === 'prefix-list' && statement.source)
      return [{ kind: 'data', quoted: statement.source.path }];
    return [];
  });
}
