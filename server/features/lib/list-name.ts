import type { Model } from '../../model/model';
import { unitFiles } from '../../model/names';
import type { File, Item, Span } from '../../syntax/ast';
import { itemsOf, nodeAt } from './node-at';

/** A list's name under a cursor, and the file that defines the list; no path for a built-in or undefined one. */
export interface ListName extends Span {
  readonly name: string;
  readonly path: string | undefined;
}

/** The list's name under an offset: a reference to it, or its definition. */
export function listNameAt(model: Model, offset: number): ListName | undefined {
  const node = nodeAt(model.unit.file, offset);
  const isDefinition =
    node?.kind === 'word' && node.statement.kind === 'prefix-list' && node.word === node.statement.name;
  const word = isDefinition ? node.word : node?.kind === 'item' ? node.item : undefined;
  if (!word || (node?.kind === 'item' && node.item.kind !== 'name')) return undefined;
  const list = model.names.lists.get(word.text);
  return { name: word.text, path: list?.statement && list.path, from: word.from, to: word.to };
}

/** A place in one of several files. */
export interface NameLocation extends Span {
  readonly path: string;
  /** The text the offsets are of. */
  readonly source: string;
}

/** A place that names a list. */
export interface NamePlace extends NameLocation {
  readonly definition: boolean;
}

/** Where policies name a list, each place once, by file and in text order; `models` are all that may know it. */
export function listPlaces(models: readonly Model[], list: ListName): NamePlace[] {
  const files = new Map<string, { readonly source: string; readonly places: Map<number, NamePlace> }>();
  for (const model of models) {
    const known = model.names.lists.get(list.name);
    if ((known?.statement && known.path) !== list.path) continue;
    for (const { path, file } of unitFiles(model.unit)) {
      let found = files.get(path);
      if (!found) files.set(path, (found = { source: file.source, places: new Map() }));
      for (const place of namesIn(file, list.name, path === model.unit.path))
        found.places.set(place.from, { ...place, path, source: file.source });
    }
  }
  return [...files.values()].flatMap(({ places }) => [...places.values()].sort((a, b) => a.from - b.from));
}

/** The places of one file that name a list; of an included file only its lists count. */
export function namesIn(file: File, name: string, whole = true): (Span & { readonly definition: boolean })[] {
  return file.statements.flatMap((statement) => {
    const isList = statement.kind === 'prefix-list';
    if (!isList && !whole) return [];
    const named = (item: Item): boolean => item.kind === 'name' && item.text === name;
    const items = itemsOf(statement).filter(named);
    const places = items.map(({ from, to }) => ({ from, to, definition: false }));
    if (!isList || statement.name?.text !== name) return places;
    return [{ from: statement.name.from, to: statement.name.to, definition: true }, ...places];
  });
}
