import type { Entry } from '../features/completion/completion';
import type { Host, ReadResult } from '../host';
import type { Model } from '../model/model';
import type { VerifyResult } from '../protocol';
import { analyse, type Analysis } from '../engine';
import type { Client } from './client';
import { matchesGlob } from './glob';
import type { Later } from './pace';
import { textOf, type Encoding, type Text } from './text';

/** What the server needs of the place it runs in. */
export interface Environment {
  /** Files as the engine reads them; paths are those `pathOf` gives. */
  readonly host: Host;
  readonly pathOf: (uri: string) => string;
  readonly uriOf: (path: string) => string;
  readonly version: string;
  /** What is in a folder; nothing where that cannot be known. Never rejects. */
  readonly entries: (folder: string) => Promise<readonly FolderEntry[]>;
  /** Told what the client can do, at the start and when its folders change. */
  readonly start?: (client: Client) => void;
  /** Told which files have changed. */
  readonly forget?: (paths: readonly string[]) => void;
  /** When nothing has changed for a while; a fifth of a second where nothing else is said. */
  readonly later?: Later;
  /** Compares a policy's model with a kernel, where there is one to ask; the model is to have no errors. */
  readonly verify?: Verify;
}

export type Verify = (
  model: Model,
  signal: AbortSignal,
  progress: (done: number, all: number) => void,
) => Promise<VerifyResult>;

/** Something in a folder. */
export interface FolderEntry extends Entry {
  readonly path: string;
}

/** A text with what is known of it: what a request works on from its beginning to its end. */
export interface Snapshot {
  readonly text: Text;
  readonly analysis: Analysis;
  /** Another number for each analysis. */
  readonly id: number;
  readonly path: string;
}

/** Open texts, analyses, and which files they come from: all the state the server has. */
export interface Workspace {
  /** The open text; its URI is spelled as the client spells it. */
  readonly opened: (uri: string) => Text | undefined;
  readonly openTexts: () => readonly Text[];
  /** Takes an open text, or the next version of one. */
  readonly put: (text: Text) => void;
  readonly close: (uri: string) => void;
  /** The current state of an open text; undefined when it is not open. */
  readonly snapshot: (uri: string) => Promise<Snapshot | undefined>;
  /** The current state of a policy, open or not; undefined when it cannot be read. */
  readonly policy: (uri: string) => Promise<Snapshot | undefined>;
  /** Whether nothing a snapshot was made from has changed since. */
  readonly isCurrent: (snapshot: Snapshot) => boolean;
  /** Forgets what was made from some files; every nbroute.json concerns all. */
  readonly forget: (paths: readonly string[]) => void;
  /** Files have come or gone: the folders are looked through again when they are needed. */
  readonly relist: () => void;
  /** From now on `forget` is called for every file that changes in the folders: none is looked at again before. */
  readonly setWatched: () => void;
  /** The open texts whose meaning depends on a file, the file itself left out. */
  readonly openDependants: (path: string) => readonly Text[];
  /** Whether any policy that was looked at reads a file. */
  readonly isShared: (path: string) => boolean;
  /** Globs that name what the editor does not show; paths are relative to a folder. */
  readonly setExcluded: (globs: readonly string[]) => void;
  readonly setFolders: (folders: readonly string[]) => void;
  /** Every policy of the workspace's folders, and every open text, each with its state. Unordered, one at a time. */
  readonly policies: () => AsyncGenerator<Snapshot, void, undefined>;
  /** How many policies the workspace has, as far as is known. */
  readonly count: () => number;
  /** A text by its path, for positions in it; `source` is what the offsets are of. */
  readonly textAt: (path: string, source: string) => Text;
  readonly uriOf: (path: string) => string;
  readonly entriesBeside: (path: string, folder: string) => Promise<readonly Entry[]>;
}

interface Cached {
  /** What it was made of: an open text, or a file as it was read. */
  readonly made: Text | ReadResult;
  readonly reads: ReadonlySet<string>;
  readonly id: number;
  readonly snapshot: Promise<Snapshot>;
}

/** `encoding` is asked for when it is needed: it is agreed on after the server has started. */
export function workspaceOf(environment: Environment, encoding: () => Encoding): Workspace {
  const { host, pathOf } = environment;
  const texts = new Map<string, Text>();
  const cache = new Map<string, Cached>();
  const asRead = new WeakMap<Text, ReadResult>();
  // What the last finished analysis of each policy has read: still known while the next one is on its way.
  const lastReads = new Map<string, ReadonlySet<string>>();
  // Of open texts: the next version has most of it in common.
  const lastModels = new Map<string, Model>();
  const foreign = new Map<string, Text>();
  let folders: readonly string[] = [];
  let listed: Promise<readonly string[]> | undefined;
  let excluded: readonly string[] = [];
  let known = 0;
  let lastId = 0;
  let watched = false;

  const readOf = (text: Text): ReadResult => {
    const read = asRead.get(text) ?? { kind: 'text', text: text.source };
    asRead.set(text, read);
    return read;
  };
  const uriOf = (path: string): string => texts.get(path)?.uri ?? environment.uriOf(path);

  /** The host, with open texts in place of their files, and with a record of what was read. */
  const recorded = (into: Set<string>): Host => ({
    resolve: (from, to) => host.resolve(from, to),
    read: (path) => {
      into.add(path);
      const open = texts.get(path);
      return open ? Promise.resolve(readOf(open)) : host.read(path);
    },
    config: async (path) => {
      const found = await host.config(path);
      if (found) into.add(found.path);
      return found;
    },
  });

  const cached = (path: string, text: Text, made: Text | ReadResult): Promise<Snapshot> => {
    const before = cache.get(path);
    if (before && sameText(before.made, made)) return before.snapshot;
    const id = ++lastId;
    const from = new Set<string>();
    const last = lastModels.get(path);
    const snapshot = analyse(recorded(from), path, text.source, text.file(), last).then((analysis) => {
      lastReads.set(path, from);
      if (texts.get(path) === text) lastModels.set(path, analysis.model);
      return { text, analysis, id, path };
    });
    cache.set(path, { made, reads: from, id, snapshot });
    return snapshot;
  };

  const at = async (path: string): Promise<Snapshot | undefined> => {
    const open = texts.get(path);
    if (open) return cached(path, open, open);
    const before = cache.get(path);
    if (watched && before) return before.snapshot;
    const read = await host.read(path);
    if (read.kind !== 'text') {
      cache.delete(path);
      lastReads.delete(path);
      return undefined;
    }
    return cached(path, textAt(path, read.text), read);
  };

  const textAt = (path: string, source: string): Text => {
    const open = texts.get(path);
    if (open?.source === source) return open;
    const before = foreign.get(path);
    if (before?.source === source) return before;
    const text = textOf(uriOf(path), null, source, encoding());
    foreign.set(path, text);
    return text;
  };

  const hasRead = (policy: string, path: string): boolean =>
    lastReads.get(policy)?.has(path) === true || cache.get(policy)?.reads.has(path) === true;

  /** The policies below the folders; nothing of `node_modules`, folders with a dot, and what the editor excludes. */
  const list = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    const queue = folders.map((path) => ({ path, name: '' }));
    for (let folder = queue.pop(); folder; folder = queue.pop()) {
      for (const entry of await environment.entries(folder.path)) {
        const name = `${folder.name}${entry.name}`;
        if (excluded.some((glob) => matchesGlob(glob, name))) continue;
        const skipped = entry.folder && (entry.name === 'node_modules' || entry.name.startsWith('.'));
        if (skipped || (!entry.folder && !entry.name.endsWith('.nbroute'))) continue;
        if (entry.folder) queue.push({ path: entry.path, name: `${name}/` });
        else found.push(entry.path);
      }
    }
    return found;
  };

  return {
    opened: (uri) => texts.get(pathOf(uri)),
    openTexts: () => [...texts.values()],
    put: (text) => texts.set(pathOf(text.uri), text),
    close: (uri) => {
      const path = pathOf(uri);
      texts.delete(path);
      cache.delete(path);
      lastModels.delete(path);
    },
    snapshot: async (uri) => {
      const path = pathOf(uri);
      const text = texts.get(path);
      return text && cached(path, text, text);
    },
    policy: (uri) => at(pathOf(uri)),
    isCurrent: ({ id, path, text }) => {
      const open = texts.get(path);
      return (open === undefined || open === text) && cache.get(path)?.id === id;
    },
    forget: (paths) => {
      environment.forget?.(paths);
      const all = paths.some((path) => /(?:^|[/\\])nbroute\.json$/.test(path));
      const changed = new Set(paths);
      for (const [path, { reads: from }] of cache)
        if (all || changed.has(path) || [...from].some((each) => changed.has(each))) cache.delete(path);
    },
    relist: () => (listed = undefined),
    setWatched: () => (watched = true),
    openDependants: (path) =>
      [...texts].flatMap(([each, text]) => (each !== path && hasRead(each, path) ? [text] : [])),
    isShared: (path) => [...lastReads.keys()].some((each) => each !== path && hasRead(each, path)),
    setExcluded: (globs) => {
      excluded = globs;
      listed = undefined;
    },
    setFolders: (now) => {
      folders = now;
      listed = undefined;
      // What a policy may include depends on the folder it is in.
      cache.clear();
    },
    policies: async function* () {
      listed ??= list();
      const paths = new Set([...(await listed), ...texts.keys()]);
      known = paths.size;
      for (const path of paths) {
        const snapshot = await at(path);
        if (snapshot) yield snapshot;
      }
    },
    count: () => known,
    textAt,
    uriOf,
    entriesBeside: async (path, folder) => {
      const home = host.resolve(path, folder === '' ? '.' : folder);
      return home === undefined ? [] : environment.entries(home);
    },
  };
}

/** Whether two texts are one: for a file what it says counts, not when it was read. */
function sameText(before: Text | ReadResult, now: Text | ReadResult): boolean {
  if (before === now) return true;
  return (
    'kind' in before &&
    'kind' in now &&
    before.kind === 'text' &&
    now.kind === 'text' &&
    before.text === now.text
  );
}

/** Whether a path leads to something in a folder, at any depth. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.replace(/[/\\]$/, '').length));
}
