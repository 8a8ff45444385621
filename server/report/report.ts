import type { Model } from '../model/model';
import { unitFiles } from '../model/names';
import type { Diagnostic } from '../rules/lib/rule';
import type { Checked } from '../rules/runner';

/** A text that diagnostics point into. */
export interface SourceFile {
  /** As given, with `/`. */
  readonly path: string;
  readonly source: string;
  /** The offsets of its lines, if already computed. */
  readonly starts?: Uint32Array;
}

/** A checked file as reports show it. */
export interface CheckedFile extends SourceFile {
  readonly checked: Checked;
  /** The files that its diagnostics refer to, by path. */
  readonly others?: ReadonlyMap<string, SourceFile>;
}

/** A checked policy; `displayPath` makes the paths of other files look like `path`. */
export function checkedPolicy(
  model: Model,
  path: string,
  checked: Checked,
  displayPath: (path: string) => string,
): CheckedFile {
  const { source, starts } = model.unit.file;
  return {
    path,
    source: source.toString(),
    starts,
    checked,
    others: filesPointedTo(model, checked.diagnostics, displayPath),
  };
}

/** The nbroute.json of a policy with its diagnostics; undefined if it has none. */
export function checkedConfigFile(
  { unit: { config } }: Model,
  checked: Checked,
  displayPath: (path: string) => string,
): CheckedFile | undefined {
  if (!config || checked.total === 0) return undefined;
  const source = config.read.kind === 'text' ? config.read.text : '';
  return { path: displayPath(config.path), source, checked };
}

/** The other files that diagnostics refer to, by path: included policies, the network file and nbroute.json. */
function filesPointedTo(
  model: Model,
  diagnostics: readonly Diagnostic[],
  displayPath: (path: string) => string,
): Map<string, SourceFile> {
  const pointedTo = new Set(diagnostics.flatMap(({ related }) => related.flatMap(({ path }) => path ?? [])));
  if (pointedTo.size === 0) return new Map();
  const files = unitFiles(model.unit).map(({ path, file: { source, starts } }): [string, SourceFile] => [
    path,
    { path: displayPath(path), source: source.toString(), starts },
  ]);
  const { networkView: view } = model;
  const read = view && model.unit.data.get(view.path);
  if (view && read?.kind === 'network')
    files.push([view.path, { path: displayPath(view.path), source: read.text }]);
  const { config } = model.unit;
  if (config?.read.kind === 'text')
    files.push([config.path, { path: displayPath(config.path), source: config.read.text }]);
  return new Map(files.filter(([path]) => pointedTo.has(path)));
}

/** The file with a path that a diagnostic of `file` refers to; empty if unknown. */
export function sourceNamed(file: CheckedFile, path: string): SourceFile {
  return file.others?.get(path) ?? { path, source: '' };
}
