import { analyse, type Analysis } from '../engine';
import { isConfigFile } from '../lib/config-file';
import { reducedRead, type Host, type ReadResult } from '../host';
import type { Model } from '../model/model';
import { isBelowAny } from './paths';
import { readResultOf, textWith, type OpenTexts } from './open-texts';
import type { Text } from './text';

/** A text and its analysis, on which a request works throughout. */
export interface Snapshot {
  readonly text: Text;
  readonly analysis: Analysis;
  /** Unique to each analysis. */
  readonly id: number;
  readonly path: string;
}

/** Cached analyses by the path of their policy, and the files that each one read. */
export interface Analyses {
  readonly texts: OpenTexts;
  readonly cache: Map<string, CachedAnalysis>;
  /** The files read by the last finished analysis of each policy, for use while the next one is running. */
  readonly lastReads: Map<string, ReadonlySet<string>>;
  /** The last models of open texts, from which the next version reuses most parts. */
  readonly lastModels: Map<string, Model>;
  /** Whether the client reports file changes, so that cached analyses stay valid without checking files. */
  watched: boolean;
  lastId: number;
}

interface CachedAnalysis {
  /** The open text, or the file as it was read. */
  readonly input: Text | ReadResult;
  readonly reads: ReadonlySet<string>;
  readonly id: number;
  readonly snapshot: Promise<Snapshot>;
}

export function analysesOf(texts: OpenTexts): Analyses {
  return { texts, cache: new Map(), lastReads: new Map(), lastModels: new Map(), watched: false, lastId: 0 };
}

/** The analysis of the current text at a path, open or not; undefined if it cannot be read. */
export async function analysisAt(
  analyses: Analyses,
  path: string,
  host = analyses.texts.environment.host,
): Promise<Snapshot | undefined> {
  const { texts, cache, lastReads, watched } = analyses;
  const open = texts.open.get(path);
  if (open) return analysisOfText(analyses, path, open, open);
  const before = cache.get(path);
  if (watched && before) return before.snapshot;
  const read = await host.read(path);
  if (read.kind !== 'text') {
    cache.delete(path);
    lastReads.delete(path);
    return undefined;
  }
  return analysisOfText(analyses, path, textWith(texts, path, read.text), read, host);
}

/** The cached analysis of a text, or a new one. */
export function analysisOfText(
  analyses: Analyses,
  path: string,
  text: Text,
  input: Text | ReadResult,
  host = analyses.texts.environment.host,
): Promise<Snapshot> {
  const { texts, cache, lastReads, lastModels } = analyses;
  const before = cache.get(path);
  if (before && hasSameText(before.input, input)) return before.snapshot;
  const id = ++analyses.lastId;
  const reads = new Set<string>();
  const last = lastModels.get(path);
  const snapshot = analyse(recordingHost(texts, host, reads), path, text.characters, text.file(), last).then(
    (analysis) => {
      lastReads.set(path, reads);
      if (texts.open.get(path) === text) lastModels.set(path, analysis.model);
      return { text, analysis, id, path };
    },
  );
  cache.set(path, { input, reads, id, snapshot });
  return snapshot;
}

/** A host that prefers open texts to files and records what is read. */
function recordingHost(texts: OpenTexts, host: Host, reads: Set<string>): Host {
  return {
    resolve: (from, to) => host.resolve(from, to),
    read: (path, as) => {
      reads.add(path);
      const open = texts.open.get(path);
      return open ? Promise.resolve(reducedRead(readResultOf(texts, open), as)) : host.read(path, as);
    },
    config: async (path) => {
      const config = await host.config(path);
      if (!config) return undefined;
      reads.add(config.path);
      const open = texts.open.get(config.path);
      return open ? { ...config, read: readResultOf(texts, open) } : config;
    },
  };
}

/** Whether a snapshot has the current text and none of its inputs has changed. */
export function isCurrentAnalysis({ texts, cache }: Analyses, { id, path, text }: Snapshot): boolean {
  const open = texts.open.get(path);
  return (open === undefined || open === text) && cache.get(path)?.id === id;
}

/** Whether a policy reads a file, or did when it was last analysed. */
export function hasRead({ lastReads, cache }: Analyses, policy: string, path: string): boolean {
  return lastReads.get(policy)?.has(path) === true || cache.get(policy)?.reads.has(path) === true;
}

/** The policies and the files they read, now or when last analysed, that are among the paths or below one. */
export function readFilesIn({ lastReads, cache }: Analyses, paths: readonly string[]): string[] {
  const files = new Set<string>();
  for (const [policy, reads] of lastReads) for (const file of [policy, ...reads]) files.add(file);
  for (const [policy, { reads }] of cache) for (const file of [policy, ...reads]) files.add(file);
  const given = new Set(paths);
  return [...files].filter((file) => given.has(file) || isBelowAny(given, file));
}

/** Drops the analyses that used some files; an nbroute.json affects all of them. */
export function forgetAnalyses({ cache }: Analyses, paths: readonly string[]): void {
  const affectsAll = paths.some(isConfigFile);
  for (const [path, { reads }] of cache)
    if (affectsAll || paths.some((changed) => changed === path || reads.has(changed))) cache.delete(path);
}

/** Whether two inputs have the same text; files are compared by content, not by time. */
function hasSameText(before: Text | ReadResult, now: Text | ReadResult): boolean {
  if (before === now) return true;
  return (
    'kind' in before &&
    'kind' in now &&
    before.kind === 'text' &&
    now.kind === 'text' &&
    before.text === now.text
  );
}
