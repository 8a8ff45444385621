import { readNetworkFile, type NetworkFile } from './aws/read';
import { beginsAsJson } from './aws/json';

/** Access to files as the engine needs it. Paths are the host's own: file system paths or URIs, compared as text. */
export interface Host {
  /**
   * The path that `path`, written in the file `from`, names; undefined when it leaves the workspace, or the
   * policy's own folder where there is none.
   */
  resolve(from: string, path: string): string | undefined;
  /** Never rejects. The same object again while the file has not changed, where the host can tell. */
  read(path: string, as?: DataKind): Promise<ReadResult>;
  /** The nearest nbroute.json in the folders above a file, within the workspace. */
  config(path: string): Promise<{ readonly path: string; readonly read: ReadResult } | undefined>;
}

/** What a file is read for, besides its text: a `network` statement, or a prefix-list. */
export type DataKind = 'network' | 'prefixes';

export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  /** A network file. Its text may hold secrets and is not kept: `text` has its lines and its structure. */
  | { readonly kind: 'network'; readonly file: NetworkFile; readonly text: string }
  | { readonly kind: 'missing' }
  /** `reason` completes "cannot read FILE: …". */
  | {
      readonly kind: 'unreadable';
      readonly reason: string;
      /** Set where the bytes are a text of another encoding: a command stops there, and writes nothing back. */
      readonly notUtf8?: true;
    };

// A text is reduced once, however many policies read it.
const reductions = new WeakMap<ReadResult, ReadResult>();

/**
 * What may be kept of a file that was read as data: of a network file what it says of the network. Every host that
 * remembers what it has read calls this first, so that the secrets of a Terraform state are in no cache.
 */
export function reducedRead(read: ReadResult, as: DataKind | undefined): ReadResult {
  if (as === undefined || read.kind !== 'text') return read;
  if (as === 'prefixes' && !beginsAsJson(read.text)) return read;
  // ip-ranges.json has these names near its beginning, and a network file has none of them there.
  if (as === 'prefixes' && /"(?:syncToken|(?:ipv6_)?prefixes)"/.test(read.text.slice(0, 1000))) return read;
  let reduced = reductions.get(read);
  if (!reduced) {
    const file = readNetworkFile(read.text);
    reductions.set(read, (reduced = { kind: 'network', file, text: file.structure }));
  }
  // Other publishers' lists are JSON too, and so are single answers about prefix lists.
  const isNetwork = as === 'network' || (reduced.kind === 'network' && hasMoreThanLists(reduced.file));
  return isNetwork ? reduced : read;
}

function hasMoreThanLists({ facts, problems }: NetworkFile): boolean {
  const isState = problems.some(({ kind }) => kind === 'other-resources');
  return (
    isState ||
    Object.entries(facts).some(([kind, all]) => kind !== 'prefixLists' && all instanceof Map && all.size > 0)
  );
}

/** A host that asks another once for each path, until a file has changed. */
export interface RememberingHost extends Host {
  readonly forget: () => void;
}

/** Files as they are at one moment, for what goes through many policies: each is looked at once. */
export function rememberingHost(host: Host): RememberingHost {
  const targets = new Map<string, string | undefined>();
  const reads = new Map<string, Promise<ReadResult>>();
  return {
    resolve: (from, to) => {
      const key = `${from}\0${to}`;
      if (!targets.has(key)) targets.set(key, host.resolve(from, to));
      return targets.get(key);
    },
    read: (path, as) => {
      const key = `${as}\0${path}`;
      let read = reads.get(key);
      if (!read) reads.set(key, (read = host.read(path, as)));
      return read;
    },
    config: (path) => host.config(path),
    forget: () => {
      targets.clear();
      reads.clear();
    },
  };
}

/** A host with no files, for texts that stand alone. */
export const noFiles: Host = {
  resolve: () => undefined,
  read: () => Promise.resolve({ kind: 'missing' }),
  config: () => Promise.resolve(undefined),
};
