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

/** The file that a finding of `file` names; one that is not known is empty. */
export function sourceNamed(file: CheckedFile, path: string): SourceFile {
  return file.others?.get(path) ?? { path, source: '' };
}
