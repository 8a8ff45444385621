import type { Model } from '../model/model';
import { unitFiles } from '../model/names';
import type { Finding } from '../rules/lib/rule';
import type { Checked } from '../rules/runner';

/** A text that findings point into. */
export interface SourceFile {
  /** As given, with `/`. */
  readonly path: string;
  readonly source: string;
  /** Where its lines begin, when that is known. */
  readonly starts?: Uint32Array;
}

/** One checked file as reports show it. */
export interface CheckedFile extends SourceFile {
  readonly checked: Checked;
  /** The files it includes, by the paths that findings name them with. */
  readonly others?: ReadonlyMap<string, SourceFile>;
}

/** The other files that findings point to, by their paths: what the policy includes, its network file. */
export function filesPointedTo(
  model: Model,
  findings: readonly Finding[],
  shown: (path: string) => string,
): Map<string, SourceFile> {
  const pointedTo = new Set(findings.flatMap(({ related }) => related.flatMap(({ path }) => path ?? [])));
  if (pointedTo.size === 0) return new Map();
  const files = unitFiles(model.unit).map(({ path, file: { source, starts } }): [string, SourceFile] => [
    path,
    { path: shown(path), source, starts },
  ]);
  const { networkView: view } = model;
  const read = view && model.unit.data.get(view.path);
  if (view && read?.kind === 'network')
    files.push([view.path, { path: shown(view.path), source: read.text }]);
  return new Map(files.filter(([path]) => pointedTo.has(path)));
}

/** The file that a finding of `file` names; one that is not known is empty. */
export function sourceNamed(file: CheckedFile, path: string): SourceFile {
  return file.others?.get(path) ?? { path, source: '' };
}
