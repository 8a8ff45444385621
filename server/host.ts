import type * as Reader from './aws/read';
import type { NetworkFile } from './aws/read';
import { beginsAsJson } from './aws/json';

declare const require: (file: './aws/read') => typeof Reader;

/**
 * Access to files as the engine needs it. Paths are the host's own, file system paths or URIs, and compared as text.
 */
export interface Host {
  /**
   * Resolves `path`, as written in the file `from`; undefined if it is outside the workspace or, without one, outside
   * the policy's folder.
   */
  resolve(from: string, path: string): string | undefined;
  /** Never rejects. Returns the same object until the file changes, if the host can detect changes. */
  read(path: string, as?: DataKind): Promise<ReadResult>;
  /** The nearest nbroute.json in the folders above a file, within the workspace. */
  config(path: string): Promise<{ readonly path: string; readonly read: ReadResult } | undefined>;
}

/** What a data file is read for: a `network` statement, or a prefix-list. */
export type DataKind = 'network' | 'prefixes';

export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  /** A network file, whose text may contain secrets and is not kept: `text` has only its lines and its structure. */
  | { readonly kind: 'network'; readonly file: NetworkFile; readonly text: string }
  | { readonly kind: 'missing' }
  /** `reason` completes "cannot read FILE: …". */
  | { readonly kind: 'unreadable'; readonly reason: string };

// A text is reduced once, however many policies read it.
const reductions = new WeakMap<ReadResult, ReadResult>();

/**
 * What may be kept of a file that was read as data: of a network file only its facts. Every host that caches reads
 * calls this first, so that the secrets of a Terraform state are in no cache.
 */
export function reducedRead(read: ReadResult, as: DataKind | undefined): ReadResult {
  if (as === undefined || read.kind !== 'text') return read;
  if (as === 'prefixes' && !beginsAsJson(read.text)) return read;
  // ip-ranges.json has these names near its beginning, where no network file has them.
  if (as === 'prefixes' && /"(?:syncToken|(?:ipv6_)?prefixes)"/.test(read.text.slice(0, 1000))) return read;
  let reduced = reductions.get(read);
  if (!reduced) {
    // The command line loads the readers of all formats here, which most policies do not need.
    const { readNetworkFile } = require('./aws/read');
    const file = readNetworkFile(read.text);
    reductions.set(read, (reduced = { kind: 'network', file, text: file.structure }));
  }
  // Other publishers' lists are JSON, too, and so are answers with only prefix lists.
  const isNetwork = as === 'network' || (reduced.kind === 'network' && hasMoreThanLists(reduced.file));
  return isNetwork ? reduced : read;
}

function hasMoreThanLists({ facts, diagnostics: problems }: NetworkFile): boolean {
  const isState = problems.some(({ kind }) => kind === 'other-resources');
  return (
    isState ||
    Object.entries(facts).some(([kind, all]) => kind !== 'prefixLists' && all instanceof Map && all.size > 0)
  );
}

/** A host that asks another one once per path, until the file changes. */
export interface RememberingHost extends Host {
  readonly forget: () => void;
}

/** A snapshot of the files, for work on many policies: each file is read once. */
export function rememberingHost(host: Host): RememberingHost {
  const resolvedPaths = new Map<string, string | undefined>();
  const reads = new Map<string, Promise<ReadResult>>();
  return {
    resolve: (from, to) => {
      const key = `${from}\0${to}`;
      if (!resolvedPaths.has(key)) resolvedPaths.set(key, host.resolve(from, to));
      return resolvedPaths.get(key);
    },
    read: (path, as) => {
      const key = `${as}\0${path}`;
      let read = reads.get(key);
      if (!read) reads.set(key, (read = host.read(path, as)));
      return read;
    },
    config: (path) => host.config(path),
    forget: () => {
      resolvedPaths.clear();
      reads.clear();
    },
  };
}

/** A host without files, for texts that name none. */
export const noFiles: Host = {
  resolve: () => undefined,
  read: () => Promise.resolve({ kind: 'missing' }),
  config: () => Promise.resolve(undefined),
};
