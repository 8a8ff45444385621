/** Access to files as the engine needs it. Paths are the host's own: file system paths or URIs, compared as text. */
export interface Host {
  /**
   * The path that `path`, written in the file `from`, names; undefined when it leaves the workspace, or the
   * policy's own folder where there is none.
   */
  resolve(from: string, path: string): string | undefined;
  /** Never rejects. The same object again while the file has not changed, where the host can tell. */
  read(path: string): Promise<ReadResult>;
  /** The nearest nbroute.json in the folders above a file, within the workspace. */
  config(path: string): Promise<{ readonly path: string; readonly read: ReadResult } | undefined>;
}

export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** `reason` completes "cannot read FILE: …". */
  | {
      readonly kind: 'unreadable';
      readonly reason: string;
      /** Set where the bytes are a text of another encoding: a command stops there, and writes nothing back. */
      readonly notUtf8?: true;
    };

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
    read: (path) => {
      let read = reads.get(path);
      if (!read) reads.set(path, (read = host.read(path)));
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
