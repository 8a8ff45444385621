import type { DirectoryEntry } from '../features/completion/completion-item';
import { isConfigFile } from '../lib/config-file';
import { rememberingHost } from '../host';
import {
  analysesOf,
  analysisAt,
  analysisOfText,
  forgetAnalyses,
  hasRead,
  isCurrentAnalysis,
  readFilesIn,
  type Snapshot,
} from './analyses';
import type { Characters } from '../syntax/edited-source';
import type { Encoding } from './encodings';
import type { Environment } from './environment';
import { openTextsOf, textWith, uriAt } from './open-texts';
import { innermostFirst } from './paths';
import { listedPolicies, policiesIn, policyFilesOf, type ExcludedGlobs } from './policy-files';
import type { Text } from './text';

/** The server's view of the user's files: open texts, analyses, and the policies on disk. */
export interface Workspace {
  /** The open text at a URI: a policy, or an nbroute.json that the client keeps in sync. */
  readonly opened: (uri: string) => Text | undefined;
  /** The open policies. */
  readonly openTexts: () => readonly Text[];
  /** Stores an open text, or its next version. */
  readonly put: (text: Text) => void;
  readonly close: (uri: string) => void;
  /** The current state of an open policy; undefined if it is not open. */
  readonly snapshot: (uri: string) => Promise<Snapshot | undefined>;
  /** The current state of a policy, open or not; undefined if it cannot be read. */
  readonly policy: (uri: string) => Promise<Snapshot | undefined>;
  /** Whether none of a snapshot's inputs has changed. */
  readonly isCurrent: (snapshot: Snapshot) => boolean;
  /** Drops everything derived from some files; an nbroute.json affects every policy. */
  readonly forget: (paths: readonly string[]) => void;
  /** The given files, and those in the given folders, that an analysis has read. */
  readonly readIn: (paths: readonly string[]) => readonly string[];
  /** The policies on disk in the given folders of the workspace; paths of files have none. */
  readonly policiesIn: (paths: readonly string[]) => Promise<readonly string[]>;
  /** Lists the folders again when next needed, because files were created or deleted. */
  readonly relist: () => void;
  /** Announces that `forget` will be called for every changed file, so that unchanged files are not read again. */
  readonly setWatched: () => void;
  /** The other open texts whose meaning depends on a file. */
  readonly openDependants: (path: string) => readonly Text[];
  /** Sets the editor's exclusion globs. */
  readonly setExcluded: (globs: ExcludedGlobs) => void;
  readonly setFolders: (folders: readonly string[]) => void;
  /** Every policy in the workspace's folders and every open text, in no particular order, analysed one at a time. */
  readonly policies: () => AsyncGenerator<Snapshot, void, undefined>;
  /** The number of policies when they were last listed. */
  readonly count: () => number;
  /** The folders and policies that could not be read when `policies` last ended. */
  readonly unread: () => readonly string[];
  /** The text at a path, for positions in it; offsets refer to `source`. */
  readonly textAt: (path: string, source: Characters) => Text;
  readonly uriOf: (path: string) => string;
  readonly entriesBeside: (path: string, folder: string) => Promise<readonly DirectoryEntry[]>;
}

/** `encoding` is a function, because the encoding is negotiated after the server has started. */
export function workspaceOf(environment: Environment, encoding: () => Encoding): Workspace {
  const { host, pathOf } = environment;
  const texts = openTextsOf(environment, encoding);
  const analyses = analysesOf(texts);
  const files = policyFilesOf(environment);
  const { open } = texts;
  const openPolicies = (): [string, Text][] => [...open].filter(([path]) => !isConfigFile(path));
  let count = 0;
  let unread: readonly string[] = [];
  return {
    opened: (uri) => open.get(pathOf(uri)),
    openTexts: () => openPolicies().map(([, text]) => text),
    put: (text) => open.set(pathOf(text.uri), text),
    close: (uri) => {
      const path = pathOf(uri);
      open.delete(path);
      analyses.cache.delete(path);
      analyses.lastModels.delete(path);
    },
    snapshot: async (uri) => {
      const path = pathOf(uri);
      const text = open.get(path);
      return text && !isConfigFile(path) ? analysisOfText(analyses, path, text, text) : undefined;
    },
    policy: (uri) => analysisAt(analyses, pathOf(uri)),
    isCurrent: (snapshot) => isCurrentAnalysis(analyses, snapshot),
    forget: (paths) => {
      environment.forget?.(paths);
      forgetAnalyses(analyses, paths);
    },
    readIn: (paths) => (paths.length === 0 ? [] : readFilesIn(analyses, paths)),
    policiesIn: (paths) => policiesIn(files, paths),
    relist: () => (files.listed = undefined),
    setWatched: () => (analyses.watched = true),
    openDependants: (path) =>
      openPolicies().flatMap(([each, text]) =>
        each !== path && hasRead(analyses, each, path) ? [text] : [],
      ),
    setExcluded: (globs) => {
      files.excluded = globs;
      files.listed = undefined;
    },
    setFolders: (folders) => {
      files.folders = innermostFirst(folders, (folder) => folder);
      files.listed = undefined;
      // Paths that a policy may include depend on the workspace's folders.
      analyses.cache.clear();
    },
    policies: async function* () {
      const listed = await listedPolicies(files);
      const paths = new Set([...listed.policies, ...openPolicies().map(([path]) => path)]);
      const failed = [...listed.unread];
      count = paths.size;
      // Shared includes are checked only once for all policies.
      const once = rememberingHost(host);
      for (const path of paths) {
        const snapshot = await analysisAt(analyses, path, once);
        if (snapshot) yield snapshot;
        else if ((await once.read(path)).kind === 'unreadable') failed.push(path);
      }
      // Sorted, because folders list their entries in any order.
      unread = failed.sort();
    },
    count: () => count,
    unread: () => unread,
    textAt: (path, source) => textWith(texts, path, source),
    uriOf: (path) => uriAt(texts, path),
    entriesBeside: async (path, folder) => {
      const home = host.resolve(path, folder === '' ? '.' : folder);
      return home === undefined ? [] : ((await environment.entries(home)) ?? []);
    },
  };
}
