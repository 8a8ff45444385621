import type { Model } from '../../model/model';
import { unitFiles } from '../../model/names';
import type { File, Entry, Span } from '../../syntax/ast';
import type { Characters } from '../../syntax/edited-source';
import { entriesOf, nodeAt } from './node-at';

/** A list's name at the cursor, with the path of the file that defines it; undefined for a built-in or unknown list. */
export interface ListName extends Span {
  readonly name: string;
  readonly path: string | undefined;
}

/** The name of a list at an offset, in a reference or in its definition. */
export function listNameAt(model: Model, offset: number): ListName | undefined {
  const node = nodeAt(model.unit.file, offset);
  const isDefinition =
    node?.kind === 'word' && node.statement.kind === 'prefix-list' && node.word === node.statement.name;
  const word = isDefinition ? node.word : node?.kind === 'entry' ? node.entry : undefined;
  if (!word || (node?.kind === 'entry' && node.entry.kind !== 'name')) return undefined;
  const list = model.names.lists.get(word.text);
  return { name: word.text, path: list?.statement && list.path, from: word.from, to: word.to };
}

/** A span in one of several files. */
export interface NameLocation extends Span {
  readonly path: string;
  /** The text that the offsets refer to. */
  readonly source: Characters;
}

/** A location where a list is named. */
export interface NameReference extends NameLocation {
  readonly definition: boolean;
}

/**
 * All locations that name a list, without duplicates, by file and in text order; `models` are all policies that may use
 * it.
 */
export function nameReferences(models: readonly Model[], list: ListName): NameReference[] {
  const files = new Map<
    string,
    { readonly source: Characters; readonly references: Map<number, NameReference> }
  >();
  for (const model of models) {
    const defined = model.names.lists.get(list.name);
    if ((defined?.statement && defined.path) !== list.path) continue;
    for (const { path, file } of unitFiles(model.unit)) {
      let inFile = files.get(path);
      if (!inFile) files.set(path, (inFile = { source: file.source, references: new Map() }));
      for (const reference of namesIn(file, list.name, path === model.unit.path))
        inFile.references.set(reference.from, { ...reference, path, source: file.source });
    }
  }
  return [...files.values()].flatMap(({ references }) =>
    [...references.values()].sort((a, b) => a.from - b.from),
  );
}

/** The spans in one file that name a list; in an included file only list definitions count. */
export function namesIn(
  file: File,
  name: string,
  isPolicy = true,
): (Span & { readonly definition: boolean })[] {
  return file.statements.flatMap((statement) => {
    const isList = statement.kind === 'prefix-list';
    if (!isList && !isPolicy) return [];
    const namesList = (entry: Entry): boolean => entry.kind === 'name' && entry.text === name;
    const entries = entriesOf(statement).filter(namesList);
    const references = entries.map(({ from, to }) => ({ from, to, definition: false }));
    if (!isList || statement.name?.text !== name) return references;
    return [{ from: statement.name.from, to: statement.name.to, definition: true }, ...references];
  });
}
