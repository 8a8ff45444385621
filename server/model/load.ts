import { reducedRead, type Host, type ReadResult } from '../host';
import type { File, ListSource, Quoted, Statement } from '../syntax/ast';
import { oncePer } from '../lib/once-per';
import { parse } from '../syntax/parser';

/** A policy file and everything it reads: the input of all further steps. */
export interface Unit {
  readonly path: string;
  readonly file: File;
  /** The files it includes, directly or not, by path; each is read once, and the policy itself is not among them. */
  readonly included: ReadonlyMap<string, Included>;
  /** The files of prefix-lists, the network file and scripts, by path. */
  readonly data: ReadonlyMap<string, ReadResult>;
  /** Resolves a quoted path in the file at `from`; undefined if it is outside the workspace. */
  readonly resolve: (from: string, path: string) => string | undefined;
  /** The nearest nbroute.json above the policy; undefined if there is none. */
  readonly config: { readonly path: string; readonly read: ReadResult } | undefined;
}

export type Included =
  { readonly kind: 'file'; readonly file: File } | Exclude<ReadResult, { readonly kind: 'text' | 'network' }>;

/** Reads the files of a policy. The only asynchronous step, and it never rejects. */
export async function load(host: Host, path: string, file: File): Promise<Unit> {
  const included = new Map<string, Included>();
  const data = new Map<string, ReadResult>();
  const links = new Map<string, string | undefined>();
  const networkFiles = networkPaths(host, path, file);
  const queue: { readonly path: string; readonly file: File }[] = [{ path, file }];
  for (let i = 0; i < queue.length; i++) {
    const from = queue[i];
    for (const { kind, quoted, source } of quotedPaths(from.file)) {
      // The script and the network of an included file are not used.
      if ((kind === 'script' || kind === 'network') && from.path !== path) continue;
      const resolved = host.resolve(from.path, quoted.text);
      links.set(linkKey(from.path, quoted.text), resolved);
      if (resolved === undefined) continue;
      if (kind !== 'include') {
        if (data.has(resolved)) continue;
        const isNetwork = networkFiles.has(resolved) || (source && isFromNetwork(source));
        const as = isNetwork ? 'network' : kind === 'list' ? 'prefixes' : undefined;
        data.set(resolved, reducedRead(await host.read(resolved, as), as));
      } else if (resolved !== path && !included.has(resolved)) {
        const read = await host.read(resolved);
        if (read.kind === 'text') {
          const inner = parsedFile(read);
          included.set(resolved, { kind: 'file', file: inner });
          queue.push({ path: resolved, file: inner });
        } else if (read.kind !== 'network') included.set(resolved, read);
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

/** The path in a policy's `network` statement. */
function networkPaths(host: Host, path: string, file: File): Set<string> {
  return new Set(
    quotedPaths(file).flatMap(({ kind, quoted }) =>
      kind === 'network' ? (host.resolve(path, quoted.text) ?? []) : [],
    ),
  );
}

// Many policies may include a file, which is parsed once: the object is a new one when the file changes.
const parsedFile = oncePer(({ text }: ReadResult & { readonly kind: 'text' }) => parse(text));

/** The files that the policy was read from, the policy itself first: no output may overwrite one. */
export function inputFiles({ path, included, data, config }: Unit): string[] {
  return [path, ...included.keys(), ...data.keys(), ...(config ? [config.path] : [])];
}

/** A policy without the files that it names, loaded synchronously. */
export function loadAlone(path: string, file: File): Unit {
  return { path, file, included: new Map(), data: new Map(), resolve: () => undefined, config: undefined };
}

/** Resolves a quoted path of a unit's file; undefined if it is outside the workspace. */
export function pathOf(unit: Unit, from: string, quoted: Quoted): string | undefined {
  return unit.resolve(from, quoted.text);
}

function linkKey(from: string, path: string): string {
  return `${from}\0${path}`;
}

/** A file that a statement names, and for what. */
export interface QuotedPath {
  readonly kind: 'include' | 'list' | 'network' | 'script';
  readonly quoted: Quoted;
  readonly statement: Statement;
  /** For a list, what it takes from the file. */
  readonly source?: ListSource;
}

/**
 * The files that a file's statements name. Most rules need them, and a file may have many statements and be part of many
 * policies.
 */
export const quotedPaths = oncePer(({ statements }: File): readonly QuotedPath[] =>
  statements.flatMap((statement): QuotedPath[] => {
    if (statement.kind === 'include' && statement.path)
      return [{ kind: 'include', quoted: statement.path, statement }];
    if (statement.kind === 'on-start' && statement.path)
      return [{ kind: 'script', quoted: statement.path, statement }];
    if (statement.kind === 'network' && statement.path)
      return [{ kind: 'network', quoted: statement.path, statement }];
    if (statement.kind === 'prefix-list' && statement.source)
      return [{ kind: 'list', quoted: statement.source.path, statement, source: statement.source }];
    return [];
  }),
);
