import type { Model } from '../model/model';
import { builtInLists } from '../model/names';
import type { Edit } from '../rules/lib/rule';
import { isName } from '../syntax/parser';
import { listNameAt, nameReferences, type ListName, type NameLocation } from './lib/list-name';

/** Why a rename is not possible, as a message to the user. */
export interface Rejection {
  readonly rejected: string;
}

/** The list's name that a rename at an offset would change, or the reason why it cannot. */
export function prepareRename(model: Model, offset: number): ListName | Rejection {
  const list = listNameAt(model, offset);
  if (!list) return { rejected: 'Only names of prefix lists can be renamed' };
  if (builtInLists.has(list.name))
    return { rejected: `${list.name} is built in: it has the same name everywhere` };
  return list;
}

/** Renames a list wherever it is named; `models` are all policies that may use it. */
export function rename(
  models: readonly Model[],
  list: ListName,
  name: string,
): readonly (NameLocation & Edit)[] | Rejection {
  if (!isName(name))
    return {
      rejected: `invalid list name "${name}"; expected a letter, then letters, digits, "-", "_" or "."`,
    };
  if (name === 'default' || name === 'via') return { rejected: `"${name}" is a keyword of the language` };
  if (name === list.name) return [];
  const references = nameReferences(models, list);
  const touched = new Set(references.map(({ path }) => path));
  const isTaken = models.some(
    ({ unit, names }) =>
      names.lists.has(name) && [unit.path, ...unit.included.keys()].some((path) => touched.has(path)),
  );
  if (isTaken) return { rejected: `A list named ${name} already exists` };
  return references.map((reference) => ({ ...reference, text: name }));
}
