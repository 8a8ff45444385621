import { reducedRead, type Host, type ReadResult } from '../host';
import type { File, ListSource, Quoted, Statement } from '../syntax/ast';
import { parse } from '../syntax/parser';

/** A policy file with everything it reads: what all further steps work on. */
export interface Unit {
  readonly path: string;
  readonly file: File;
  /** The files it includes, and those they include, by path; each read once. The policy itself is not among them. */
  readonly included: ReadonlyMap<string, Included>;
  /** Files that prefix-lists are read from, the network file, and scripts to run, by path. */
  readonly data: ReadonlyMap<string, ReadResult>;
  /** Where a quoted path of the file at `from` leads; undefined when it leaves the workspace. */
  readonly resolve: (from: string, path: string) => string | undefined;
  /** The nearest nbroute.json above the policy; undefined when there is none. */
  readonly config: { readonly path: string; readonly read: ReadResult } | undefined;
}

export type Included =
  { readonly kind: 'file'; readonly file: File } | Exclude<ReadResult, { readonly kind: 'text' | 'network' }>;

/** Reads what a policy names. The only step that waits; nothing in it fails. */
export async function load(host: Host, path: string, file: File): Promise<Unit> {
  const included = new Map<string, Included>();
  const data = new Map<string, ReadResult>();
  const links = new Map<string, string | undefined>();
  const networkFiles = networkPaths(host, path, file);
  const queue: { readonly path: string; readonly file: File }[] = [{ path, file }];
  for (let i = 0; i < queue.length; i++) {
    const from = queue[i];
    for (const { kind, quoted, source } of quotedPaths(from.file)) {
      // An included file's script and network do not count here.
      if ((kind === 'script' || kind === 'network') && from.path !== path) continue;
      const target = host.resolve(from.path, quoted.text);
      links.set(linkKey(from.path, quoted.text), target);
      if (target === undefined) continue;
      if (kind !== 'include') {
        if (data.has(target)) continue;
        const isNetwork = networkFiles.has(target) || (source && isFromNetwork(source));
        const as = isNetwork ? 'network' : kind === 'list' ? 'prefixes' : undefined;
        data.set(target, reducedRead(await host.read(target, as), as));
      } else if (target !== path && !included.has(target)) {
        const read = await host.read(target);
        if (read.kind === 'text') {
          const inner = parsedFile(read);
          included.set(target, { kind: 'file', file: inner });
          queue.push({ path: target, file: inner });
        } else if (read.kind !== 'network') included.set(target, read);
      }
    }
  }
  const resolve: Unit['resolve'] = (from, to) => links.get(linkKey(from, to));
  return { path, file, included, data, resolve, config: await host.config(path) };
}

/** Whether a list takes its prefixes from a network file. */
export function isFromNetwork({ lists, nextHops }: ListSource): boolean {
  return lists.length + nextHops.length > 0;
}

/** Where a policy's `network` statement leads. */
function networkPaths(host: Host, path: string, file: File): Set<string> {
  return new Set(
    quotedPaths(file).flatMap(({ kind, quoted }) =>
      kind === 'network' ? (host.resolve(path, quoted.text) ?? []) : [],
    ),
  );
}

// A file that many policies include is parsed once: its text does not change while its object lives.
const parsed = new WeakMap<ReadResult, File>();

function parsedFile(read: ReadResult & { readonly kind: 'text' }): File {
  let file = parsed.get(read);
  if (!file) parsed.set(read, (file = parse(read.text)));
  return file;
}

/** The files that a policy was made of, the policy itself first: no output may be written over one. */
export function inputFiles({ path, included, data, config }: Unit): string[] {
  return [path, ...included.keys(), ...data.keys(), ...(config ? [config.path] : [])];
}

/** A policy on its own, loaded at once: it names no other file, or what it names is not read. */
export function loadAlone(path: string, file: File): Unit {
  return { path, file, included: new Map(), data: new Map(), resolve: () => undefined, config: undefined };
}

/** Where a quoted path of the file at `from` leads; undefined when it leaves the workspace. */
export function pathOf(unit: Unit, from: string, quoted: Quoted): string | undefined {
  return unit.resolve(from, quoted.text);
}

function linkKey(from: string, path: string): string {
  return `${from}\0${path}`;
}

/** A file that a statement names, and what for. */
export interface QuotedPath {
  readonly kind: 'include' | 'list' | 'network' | 'script';
  readonly quoted: Quoted;
  readonly statement: Statement;
  /** For a list, what of the file it takes. */
  readonly source?: ListSource;
}

// Most rules ask, and a file may have many statements and be part of many policies.
const named = new WeakMap<File, readonly QuotedPath[]>();

/** The files that a file's statements name. */
export function quotedPaths(file: File): readonly QuotedPath[] {
  let paths = named.get(file);
  if (!paths) named.set(file, (paths = pathsIn(file)));
  return paths;
}

function pathsIn(file: File): QuotedPath[] {
  return file.statements.flatMap((statement): QuotedPath[] => {
    if (statement.kind === 'include' && statement.path)
      return [{ kind: 'include', quoted: statement.path, statement }];
    if (statement.kind === 'on-start' && statement.path)
      return [{ kind: 'script', quoted: statement.path, statement }];
    if (statement.kind === 'network' && statement.path)
      return [{ kind: 'network', quoted: statement.path, statement }];
    if (statement.kind === 'prefix-list' && statement.source)
      return [{ kind: 'list', quoted: statement.source.path, statement, source: statement.source }];
    return [];
  });
}
