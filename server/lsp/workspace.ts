import type { Entry } from '../features/completion/completion-item';
import { rememberingHost } from '../host';
import {
  analysesOf,
  analysisAt,
  analysisOfText,
  forgetAnalyses,
  hasRead,
  isCurrentAnalysis,
  type Snapshot,
} from './analyses';
import type { Environment } from './environment';
import { openTextsOf, textWith, uriAt } from './open-texts';
import { listedPolicies, policyFilesOf } from './policy-files';
import type { Encoding, Text } from './text';

/** Open texts, analyses, and the policies on disk: everything the server knows of the user's files. */
export interface Workspace {
  /** The open text at a URI. */
  readonly opened: (uri: string) => Text | undefined;
  readonly openTexts: () => readonly Text[];
  /** Stores an open text, or the next version of one. */
  readonly put: (text: Text) => void;
  readonly close: (uri: string) => void;
  /** The current state of an open text; undefined when it is not open. */
  readonly snapshot: (uri: string) => Promise<Snapshot | undefined>;
  /** The current state of a policy, open or not; undefined when it cannot be read. */
  readonly policy: (uri: string) => Promise<Snapshot | undefined>;
  /** Whether nothing that a snapshot was made from has changed. */
  readonly isCurrent: (snapshot: Snapshot) => boolean;
  /** Drops what was made from some files; an nbroute.json concerns every policy. */
  readonly forget: (paths: readonly string[]) => void;
  /** Files have come or gone: the folders are listed again when they are needed. */
  readonly relist: () => void;
  /** From now on `forget` is called for every file that changes, so unchanged files need not be read again. */
  readonly setWatched: () => void;
  /** The other open texts whose meaning depends on a file. */
  readonly openDependants: (path: string) => readonly Text[];
  /** Whether any other policy that was analysed reads a file. */
  readonly isShared: (path: string) => boolean;
  /** Sets the globs of what the editor does not show; relative to a folder. */
  readonly setExcluded: (globs: readonly string[]) => void;
  readonly setFolders: (folders: readonly string[]) => void;
  /** Every policy of the workspace's folders, and every open text. Unordered, analysed one at a time. */
  readonly policies: () => AsyncGenerator<Snapshot, void, undefined>;
  /** How many policies the workspace had when they were last listed. */
  readonly count: () => number;
  /** The text at a path, for positions in it; `source` is what the offsets refer to. */
  readonly textAt: (path: string, source: string) => Text;
  readonly uriOf: (path: string) => string;
  readonly entriesBeside: (path: string, folder: string) => Promise<readonly Entry[]>;
}

/** `encoding` is called when it is needed: it is negotiated after the server has started. */
export function workspaceOf(environment: Environment, encoding: () => Encoding): Workspace {
  const { host, pathOf } = environment;
  const texts = openTextsOf(environment, encoding);
  const analyses = analysesOf(texts);
  const files = policyFilesOf(environment);
  const { open } = texts;
  let count = 0;
  return {
    opened: (uri) => open.get(pathOf(uri)),
    openTexts: () => [...open.values()],
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
      return text && analysisOfText(analyses, path, text, text);
    },
    policy: (uri) => analysisAt(analyses, pathOf(uri)),
    isCurrent: (snapshot) => isCurrentAnalysis(analyses, snapshot),
    forget: (paths) => {
      environment.forget?.(paths);
      forgetAnalyses(analyses, paths);
    },
    relist: () => (files.listed = undefined),
    setWatched: () => (analyses.watched = true),
    openDependants: (path) =>
      [...open].flatMap(([each, text]) => (each !== path && hasRead(analyses, each, path) ? [text] : [])),
    isShared: (path) =>
      [...analyses.lastReads.keys()].some((each) => each !== path && hasRead(analyses, each, path)),
    setExcluded: (globs) => {
      files.excluded = globs;
      files.listed = undefined;
    },
    setFolders: (folders) => {
      files.folders = folders;
      files.listed = undefined;
      // What a policy may include depends on the folder it is in.
      analyses.cache.clear();
    },
    policies: async function* () {
      const paths = new Set([...(await listedPolicies(files)), ...open.keys()]);
      count = paths.size;
      // Policies share what they include: it is looked at once for all of them.
      const once = rememberingHost(host);
      for (const path of paths) {
        const snapshot = await analysisAt(analyses, path, once);
        if (snapshot) yield snapshot;
      }
    },
    count: () => count,
    textAt: (path, source) => textWith(texts, path, source),
    uriOf: (path) => uriAt(texts, path),
    entriesBeside: async (path, folder) => {
      const home = host.resolve(path, folder === '' ? '.' : folder);
      return home === undefined ? [] : environment.entries(home);
    },
  };
}
